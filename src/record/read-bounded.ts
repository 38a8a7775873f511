import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const pieceBytes = 1024 * 1024;

/**
 * The text of a regular file of at most `mostBytes`, in UTF-8, or in UTF-16 as PowerShell writes it. Throws Node's error, or one whose `code` is `ENOTFILE`, because a pipe
 * or device may never end, or `EFBIG`.
 */
export async function readBounded(file: string, mostBytes: number): Promise<string> {
  // Without O_NONBLOCK, opening a named pipe waits for a writer.
  await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const entry = await handle.stat();
  if (!entry.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENOTFILE' });
  if (entry.size > mostBytes) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
  const pieces: Buffer[] = [];
  let total = 0;
  // Files below /proc have no size, and a file may grow while it is read.
  while (total <= mostBytes) {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, null);
    if (bytesRead === 0) return decode(Buffer.concat(pieces));
    pieces.push(piece.subarray(0, bytesRead));
    total += bytesRead;
  }
  throw Object.assign(new Error('too large'), { code: 'EFBIG' });
}

/** Without a byte order mark, it is UTF-8. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}
