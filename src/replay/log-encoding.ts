/** A file that is no log as it is. Its message says what it is, and what to do. */
export class LogEncodingError extends Error {
  override readonly name = 'LogEncodingError';
}

/** The beginnings of files, a character per byte, and how their bytes become a log. */
const encodings = [
  { start: '\xff\xfe', found: 'UTF-16, as PowerShell writes it', remedy: 'iconv -f UTF-16 -t UTF-8' },
  { start: '\xfe\xff', found: 'UTF-16', remedy: 'iconv -f UTF-16 -t UTF-8' },
  { start: '\x1f\x8b', found: 'a gzip archive', remedy: 'gunzip' },
  { start: '\x28\xb5\x2f\xfd', found: 'a zstd archive', remedy: 'unzstd' },
  { start: 'PK\x03\x04', found: 'a zip archive', remedy: 'unzip' },
] as const;
const byteOrderMark = '\xef\xbb\xbf';

/** The first piece of a log, a character per byte, without a byte order mark. Throws LogEncodingError if it is no text. */
export function firstOfLog(piece: string): string {
  const other = encodings.find(({ start }) => piece.startsWith(start));
  if (other !== undefined) throw new LogEncodingError(`plain text, found ${other.found}. Try: ${other.remedy}`);
  return piece.startsWith(byteOrderMark) ? piece.slice(byteOrderMark.length) : piece;
}
