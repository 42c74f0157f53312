# Signs programs and installers with Authenticode: sign.ps1 FILE...
#   AUTHENTICODE_THUMBPRINT   a certificate in the store (a token, or a cloud provider's key storage provider), or
#   AUTHENTICODE_PFX          a .pfx file, with AUTHENTICODE_PASSWORD
#   AUTHENTICODE_TIMESTAMP    the time stamp server (RFC 3161)
$ErrorActionPreference = 'Stop'
$kits = Join-Path ${env:ProgramFiles(x86)} 'Windows Kits\10\bin'
$signtool = Get-ChildItem $kits -Recurse -Filter signtool.exe | Where-Object FullName -Match '\\x64\\' |
    Sort-Object FullName | Select-Object -Last 1 -ExpandProperty FullName
if (-not $signtool) { throw 'signtool.exe is missing: install the Windows SDK' }
$stamp = if ($env:AUTHENTICODE_TIMESTAMP) { $env:AUTHENTICODE_TIMESTAMP } else { 'http://timestamp.digicert.com' }
$words = @('sign', '/fd', 'SHA256', '/td', 'SHA256', '/tr', $stamp)
if ($env:AUTHENTICODE_THUMBPRINT) {
    $words += @('/sha1', $env:AUTHENTICODE_THUMBPRINT)
} else {
    $words += @('/f', $env:AUTHENTICODE_PFX)
    if ($env:AUTHENTICODE_PASSWORD) { $words += @('/p', $env:AUTHENTICODE_PASSWORD) }
}
foreach ($file in $args) {
    & $signtool @words $file
    if ($LASTEXITCODE -ne 0) { throw "signing $file failed" }
    & $signtool verify /pa $file
    if ($LASTEXITCODE -ne 0) { throw "the signature of $file does not hold" }
}
