/**
 * The desktop app of the demo: a separate process that embeds the SDK and nothing else. The app's arguments say what to
 * do, and the app prints one line of JSON. It gets a made-up list of network adapters instead of this machine's
 * adapters.
 */

import { Quietkey, QuietkeyError, type Adapter } from '../../client-sdk/typescript/index.ts';

/** The made-up machine that the demo's app runs on. */
export interface DemoMachine {
  server: string;
  product: string;
  rootKey: string;
  store: string;
  adapters: Adapter[];
}

const [machine = '', verb = 'check', licenseKey = '', username] = process.argv.slice(2);
const { adapters, ...options } = JSON.parse(machine) as DemoMachine;
const quietkey = new Quietkey({ ...options, interfaces: () => adapters });

async function act(): Promise<unknown> {
  if (verb === 'activate') return quietkey.activate(licenseKey, { username });
  if (verb === 'renew') return quietkey.renew();
  if (verb === 'release') return quietkey.release();
  if (verb === 'sent') return quietkey.sent();
  if (verb === 'lease') return quietkey.lease();
  return quietkey.check();
}

try {
  console.log(JSON.stringify({ ok: true, answer: await act() }));
} catch (error) {
  if (!(error instanceof QuietkeyError)) throw error;
  const refusal = 'refusal' in error ? error.refusal : undefined;
  console.log(JSON.stringify({ ok: false, code: refusal ?? error.code, message: error.message }));
}
