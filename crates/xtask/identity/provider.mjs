// The certified provider `oidc-provider`, with one public client and one person who is signed in at
// once. Arguments: PORT EMAIL. Prints `ready` when it takes requests. Its keys are drawn anew at each
// start.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, email] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const accountId = 'person-1';

const jwk = (type, options, more) => {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', ...more };
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'mojo-desk',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      // A port of its own each time: RFC 8252 lets a native client have that.
      redirect_uris: ['http://127.0.0.1/callback'],
      scope: 'openid email profile offline_access',
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email, email_verified: true, name: 'Mira Tannhoff' }),
  }),
  jwks: {
    keys: [
      jwk('rsa', { modulusLength: 2048 }, { kid: 'rsa-1', alg: 'RS256' }),
      jwk('ec', { namedCurve: 'P-256' }, { kid: 'ec-1', alg: 'ES256' }),
    ],
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 300, RefreshToken: 3600, Session: 3600 },
});

const finish = async (request, response) => {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId } });
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
};

const answer = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  finish(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
