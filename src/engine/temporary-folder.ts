import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

/** The system's temporary folder as an absolute path: TMPDIR may be relative, and servers run in other folders. */
export function temporaryFolder(): string {
  return resolve(tmpdir());
}
