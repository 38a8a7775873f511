/** The only place where a report gets colour. Every coloured text says the same without it. */
export interface Paint {
  title(text: string): string;
  quiet(text: string): string;
  /** Colours a verdict's word: good, bad or doubtful. */
  verdict(word: string): string;
}

/** Real colours, or none at all. */
export function createPaint(colour: boolean): Paint {
  const wrap = (open: number, close: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  const bold = wrap(1, 22);
  const good = wrap(32, 39);
  const bad = wrap(31, 39);
  const doubtful = wrap(33, 39);
  return {
    title: bold,
    quiet: wrap(2, 22),
    verdict: (word) => {
      const text = word.trim();
      if (goodWords.has(text)) return bold(good(word));
      return badWords.has(text) ? bold(bad(word)) : bold(doubtful(word));
    },
  };
}

const goodWords: ReadonlySet<string> = new Set(['PASS', 'SAFE', 'BETTER', 'NO DIFFERENCE', 'NOT WORSE']);
const badWords: ReadonlySet<string> = new Set(['FAIL', 'UNSAFE', 'WORSE']);
