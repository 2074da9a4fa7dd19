/**
 * The process that clears the residue of a database file and verifies that none is left: it gets the path of the file
 * and prints the end as JSON. It reads and writes the file beside SQLite, which the process that serves the database must
 * never do: closing a descriptor of the file would drop its POSIX locks. All locks of this process end with it, so
 * nothing is cleared after the file may change again. It exits with 65 if the file is not a complete database, and with 1
 * when its parent has ended. `spawn-scrub.ts` starts it.
 */

import { scrubFile } from './scrub-file.ts';
import { FormatFault } from './file-format.ts';

const EXIT_NOT_WHOLE = 65;
const EXIT_ALONE = 1;

// the parent keeps the other end open as long as it lives
process.stdin.on('end', () => process.exit(EXIT_ALONE)).resume();
process.stdin.unref();

void scrubAndPrint(process.argv[2] ?? '');

async function scrubAndPrint(path: string): Promise<void> {
  try {
    process.stdout.write(JSON.stringify(await scrubFile(path)));
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    process.stderr.write(error.message);
    process.exitCode = EXIT_NOT_WHOLE;
  }
}
