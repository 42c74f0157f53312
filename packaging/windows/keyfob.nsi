; The installer for Windows. packaging/nsis.py compiles it (Debian's makensis does, too).
;   SLUG NAME VERSION NUMBERS PROGRAM OUT ICON LICENCES   are given on the command line
; For one person unless told otherwise, without asking for rights; for all with /AllUsers. Silent: /S.
; Start at login is the program's own setting, off unless a person switches it on; it goes with the program.
Unicode true
SetCompressor /SOLID lzma
ManifestDPIAware true
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\${SLUG}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\${SLUG}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${SLUG}"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\keyfob.exe"

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} Setup"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\keyfobw.exe"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var Accounts ; 1: uninstalling removes the accounts' sessions and settings too (/Accounts=remove)

!macro EndRunning
  ; A running window would keep its files. It saves nothing at its end that is not saved before.
  nsExec::Exec 'taskkill /F /IM keyfobw.exe'
  Pop $0
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "${NAME} needs a 64-bit Windows." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  !insertmacro MULTIUSER_INIT
FunctionEnd

Section "Install"
  !insertmacro EndRunning
  ; Files of an older version that the newer one has no more must not stay. Settings and sessions lie elsewhere.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PROGRAM}/*"
  File "/oname=LICENCES.txt" "${LICENCES}"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\keyfobw.exe"
  WriteRegStr SHCTX "Software\${SLUG}" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "${APP_PATHS}" "" "$INSTDIR\keyfob.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\keyfobw.exe"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
  StrCpy $Accounts 0
  ${GetParameters} $0
  ${GetOptions} $0 "/Accounts=" $1
  ${If} $1 == "remove"
    StrCpy $Accounts 1
  ${ElseIfNot} ${Silent}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 \
      "Remove your accounts from this computer too?$\r$\n$\r$\nYes: your sessions here end, and your settings are deleted. \
No: they stay for the next time you install ${NAME}." /SD IDNO IDNO keep
    StrCpy $Accounts 1
    keep:
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro EndRunning
  ${If} $Accounts == 1
    ; The program itself knows where everything lies: each account is signed out here, which empties the keychain.
    StrCpy $1 "(& '$INSTDIR\keyfob.exe' status --json | ConvertFrom-Json).accounts"
    StrCpy $1 "$1 | ForEach-Object { & '$INSTDIR\keyfob.exe' logout $$_.name --local }"
    nsExec::ExecToLog 'powershell.exe -NoProfile -NonInteractive -Command "$1"'
    Pop $0
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\keyfob"
    ${If} $MultiUser.InstallMode == "AllUsers"
      SetShellVarContext all
    ${EndIf}
  ${EndIf}
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegValue HKCU "${RUN}" "Keyfob"
  DeleteRegKey SHCTX "${UNINSTALL}"
  DeleteRegKey SHCTX "${APP_PATHS}"
  DeleteRegKey SHCTX "Software\${SLUG}"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\keyfob.exe"
  Delete "$INSTDIR\keyfobw.exe"
  Delete "$INSTDIR\LICENCES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd
