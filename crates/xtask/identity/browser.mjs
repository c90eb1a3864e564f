// A browser without a window: follows redirections, keeps cookies by host, prints the last page.
// Argument: ADDRESS.
const jar = new Map();
let address = process.argv[2];

for (let step = 0; step < 20; step += 1) {
  const { host } = new URL(address);
  const cookies = [...(jar.get(host) ?? new Map())].map(([name, value]) => `${name}=${value}`);
  const response = await fetch(address, {
    redirect: 'manual',
    headers: cookies.length > 0 ? { cookie: cookies.join('; ') } : {},
  });
  const kept = jar.get(host) ?? new Map();
  for (const line of response.headers.getSetCookie()) {
    const [pair] = line.split(';');
    const at = pair.indexOf('=');
    kept.set(pair.slice(0, at), pair.slice(at + 1));
  }
  jar.set(host, kept);
  const place = response.headers.get('location');
  if (!place) {
    console.log(await response.text());
    process.exit(response.ok ? 0 : 1);
  }
  address = new URL(place, address).href;
}
console.error('too many redirections');
process.exit(1);
