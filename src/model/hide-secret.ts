/** So many characters of a secret are as good as the secret; fewer may be there by chance. */
const tellingCharacters = 16;

/**
 * A text without a secret, even where it was cut short: Redis repeats only the first 128 characters of what it doesn't know. It is
 * looked for as it is and as a URL or JSON would write it.
 */
export function hideSecret(text: string, secret: string): string {
  if (secret === '') return text;
  // encodeURIComponent throws at half a surrogate pair, which a Buffer replaces.
  const inUrl = encodeURIComponent(Buffer.from(secret).toString());
  const spellings = [...new Set([secret, inUrl, JSON.stringify(secret).slice(1, -1)])];
  const beginnings = new RegExp(
    spellings.map((spelling) => escapeRegExp(spelling.slice(0, tellingCharacters))).join('|'),
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

/** How many characters of the text at `at` are those of the secret. */
function sharedLength(text: string, at: number, secret: string): number {
  let length = 0;
  while (length < secret.length && text[at + length] === secret[length]) length += 1;
  return length;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
