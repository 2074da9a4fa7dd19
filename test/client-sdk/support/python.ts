/** Python with `cryptography`, for the tests of what is written in it. In CI it must be installed. */

import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../support/root.ts';

export const PYTHON_FOLDER = fileURLToPath(new URL('client-sdk/python', ROOT));
const DRIVER = fileURLToPath(new URL('test/client-sdk/support/drive_client.py', ROOT));

/** Skips the tests of a block where Python is not installed with `cryptography`, and prints why. */
export function requirePython({ skip }: { skip: () => void }): void {
  const { status } = spawnSync('python3', ['-c', 'import cryptography']);
  if (status === 0 || process.env['CI'] !== undefined) return;
  process.stderr.write(
    'Python is not tested: python3 with cryptography (python3-cryptography) is missing.\n',
  );
  skip();
}

/** A process that runs the client in Python. */
export interface PythonDriver {
  ask: (request: object) => Promise<unknown>;
  end: () => void;
}

export function startPython(): PythonDriver {
  const child = spawn('python3', [DRIVER, PYTHON_FOLDER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // a proxy that plain http to the same machine must not use
    env: { ...process.env, http_proxy: 'http://127.0.0.1:9', no_proxy: '' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the client in Python has ended');
      return JSON.parse(value) as unknown;
    },
    end: () => void child.stdin.end(),
  };
}
