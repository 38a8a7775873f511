/** This many characters of a secret are as sensitive as the whole; fewer may match by chance. */
const identifyingCharacters = 16;

/**
 * Removes a secret from a text, even if truncated: Redis repeats only the first 128 characters of unknown input. Searches
 * for it as is, and as encoded in a URL or JSON.
 */
export function hideSecret(text: string, secret: string): string {
  if (secret === '') return text;
  // encodeURIComponent throws on an unpaired surrogate, which a Buffer replaces.
  const inUrl = encodeURIComponent(Buffer.from(secret).toString());
  const spellings = [...new Set([secret, inUrl, JSON.stringify(secret).slice(1, -1)])];
  const beginnings = new RegExp(
    spellings.map((spelling) => escapeRegExp(spelling.slice(0, identifyingCharacters))).join('|'),
    'g',
  );
  const pieces: string[] = [];
  let from = 0;
  for (let found = beginnings.exec(text); found !== null; found = beginnings.exec(text)) {
    const { index } = found;
    const lengths = spellings.map((spelling) => sharedLength(text, index, spelling));
    pieces.push(text.slice(from, index), '***');
    from = index + Math.max(...lengths);
    beginnings.lastIndex = from;
  }
  return pieces.join('') + text.slice(from);
}

/** How many characters of the text from `at` match the secret. */
function sharedLength(text: string, at: number, secret: string): number {
  let length = 0;
  while (length < secret.length && text[at + length] === secret[length]) length += 1;
  return length;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
