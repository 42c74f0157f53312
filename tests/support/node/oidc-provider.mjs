// The npm package oidc-provider as a provider for the tests: a public native client, one issuer on loopback.
// Settings come from the environment (see tests/support/oidc_provider.py); the first line of output is the issuer.
// What happened is appended to EVENTS as one JSON object a line. It ends with its standard input.
import { appendFileSync } from 'node:fs';
import http from 'node:http';
import { Provider } from 'oidc-provider';

const setting = (name, otherwise) => process.env[name] ?? otherwise;
const seconds = (name, otherwise) => Number(setting(name, otherwise));
const jwt = setting('JWT_AT', '1') !== '0';
const audience = setting('AUDIENCE', 'urn:keyfob:tests:api');
const paths = setting('REDIRECT_PATHS', '/callback').split(',');
const hosts = ['127.0.0.1', '[::1]', 'localhost'];
const onLoopback = (names) => hosts.flatMap((host) => names.map((path) => `http://${host}${path}`));

const server = http.createServer();
await new Promise((resolve) => server.listen(Number(setting('PORT', 0)), '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const lifetime = seconds('ACCESS_TTL', 300);
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: setting('CLIENT_ID', 'keyfob'),
      client_name: 'Keyfob',
      application_type: 'native', // any port of a loopback redirect address is accepted
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: onLoopback(paths),
      post_logout_redirect_uris: onLoopback([...paths, '/logged-out', '/signed-out']),
    },
    {
      client_id: 'keyfob-secret', // a desktop client that was given a secret all the same
      client_secret: 'the secret of the desktop client',
      application_type: 'native',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: onLoopback(paths),
      post_logout_redirect_uris: onLoopback([...paths, '/logged-out', '/signed-out']),
    },
    {
      client_id: 'api', // the resource server, which may ask about tokens
      client_secret: 'the secret of the api',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({
      sub,
      name: `${sub} of the tests`,
      preferred_username: sub,
      email: `${sub}@example.test`,
      email_verified: true,
      roles: sub === 'admin' ? ['admin', 'user'] : ['user'],
    }),
  }),
  claims: {
    openid: ['sub', 'roles'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
  },
  extraTokenClaims: (_, token) => ({ roles: token.accountId === 'admin' ? ['admin', 'user'] : ['user'] }),
  conformIdTokenClaims: setting('CLAIMS_IN_ID_TOKEN', '1') === '0',
  scopes: ['openid', 'offline_access', 'profile', 'email', 'api:read'],
  pkce: { required: () => true },
  rotateRefreshToken: setting('ROTATE', '1') !== '0',
  issueRefreshToken: (_, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  cookies: { keys: ['only for the tests'] },
  ttl: {
    AccessToken: lifetime,
    AuthorizationCode: 60,
    Grant: 86400,
    IdToken: seconds('ID_TTL', 300),
    Interaction: 600,
    RefreshToken: seconds('REFRESH_TTL', 86400),
    Session: 86400,
  },
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true, // access tokens for a resource are JWTs (RFC 9068)
      defaultResource: () => (jwt ? audience : undefined),
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        audience,
        scope: 'openid profile email api:read',
        accessTokenTTL: lifetime,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});

const told = [
  'access_token.issued', 'authorization.error', 'authorization.success', 'end_session.success', 'grant.error',
  'grant.revoked', 'grant.success', 'refresh_token.consumed', 'revocation.error', 'server_error',
];
for (const event of told) {
  provider.on(event, (...values) => {
    const error = values.find((value) => value instanceof Error);
    const words = error && [error.message, error.error_description, error.error_detail].filter(Boolean).join(': ');
    if (process.env.EVENTS) appendFileSync(process.env.EVENTS, `${JSON.stringify({ event, error: words ?? null })}\n`);
  });
}

server.on('request', provider.callback());
console.log(issuer);

const end = () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
};
process.stdin.on('end', end).resume(); // whoever started us is gone
process.on('SIGTERM', end);
