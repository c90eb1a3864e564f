// Signs in at the emulated Clerk as its seeded person, and prints `{"subject","token"}`. Argument:
// ORIGIN. Asks with PKCE, as the desk does.
import { createHash, randomBytes } from 'node:crypto';

const origin = process.argv[2];
const client = { id: 'clerk_emulate_client', secret: 'clerk_emulate_secret' };
const redirect = 'http://localhost:3000/api/auth/callback/clerk';
const verifier = randomBytes(32).toString('base64url');
const asked = new URLSearchParams({
  response_type: 'code',
  client_id: client.id,
  redirect_uri: redirect,
  scope: 'openid email profile',
  state: 'state-1',
  nonce: 'nonce-1',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
});
const page = await (await fetch(`${origin}/oauth/authorize?${asked}`)).text();
const subject = /name="user_ref"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="user_ref"/.exec(page);
if (!subject) throw new Error(`the page names nobody: ${page.slice(0, 400)}`);
const person = subject[1] ?? subject[2];
const chosen = await fetch(`${origin}/oauth/authorize/callback`, {
  method: 'POST',
  redirect: 'manual',
  body: new URLSearchParams({ ...Object.fromEntries(asked), user_ref: person }),
});
const code = new URL(chosen.headers.get('location')).searchParams.get('code');
const answered = await fetch(`${origin}/oauth/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    client_id: client.id,
    client_secret: client.secret,
    code_verifier: verifier,
  }),
});
const tokens = await answered.json();
if (!tokens.id_token) throw new Error(JSON.stringify(tokens));
console.log(JSON.stringify({ subject: person, token: tokens.id_token }));
