import type { Random } from '../../src/random/random.js';

/** What a damaged or hostile file may have instead of the expected value. */
const oddValues: readonly unknown[] = [
  null,
  true,
  '',
  'x',
  '\u001b[2J\r\n::error::forged ##[error]forged',
  'w'.repeat(20_000),
  'w '.repeat(10_000),
  '9'.repeat(80),
  '__proto__',
  0,
  -1,
  0.5,
  1e15,
  -1e15,
  Number.MAX_SAFE_INTEGER,
  1e300,
  -1e300,
  1e-300,
  [],
  {},
  [[[[]]]],
  { constructor: 1, toString: null, length: -1 },
  Array.from({ length: 2_000 }, (_, index) => index),
];

/** Texts that are difficult for YAML and the fields of a scenario. */
const oddPieces = [
  '\u001b',
  '\n',
  '\t',
  ': ',
  '- ',
  '{',
  '[',
  '"',
  '&a ',
  '*a',
  '!!js/function ',
  '::error::',
  '#',
  '\u202e',
  '-',
  '1e309',
  '.inf',
  '99999999999999999999',
];

/**
 * The text of a value with one to three of its parts replaced, removed, duplicated or moved; sometimes the text is
 * damaged too.
 */
export function mutateJson(value: unknown, random: Random): string {
  const copy = { root: structuredClone(value) };
  for (let times = 1 + random.below(3); times > 0; times -= 1) mutatePart(copy, random);
  const text = JSON.stringify(copy.root) ?? '';
  return random.below(10) === 0 ? mutateText(text, random) : text;
}

/** A text with one to three pieces removed, duplicated, replaced or inserted. */
export function mutateText(text: string, random: Random): string {
  let mutated = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(mutated.length + 1);
    const end = Math.min(mutated.length, at + random.below(random.below(4) === 0 ? 2_000 : 12));
    const piece = [
      '',
      mutated.slice(at, end).repeat(2),
      oddPieces[random.below(oddPieces.length)] ?? '',
      JSON.stringify(oddValues[random.below(oddValues.length)]) ?? '',
    ][random.below(4)];
    mutated = mutated.slice(0, at) + piece + mutated.slice(end);
  }
  return mutated;
}

type Part = Record<string, unknown>;

function mutatePart(root: Part, random: Random): void {
  const places = placesIn(root);
  const place = places[random.below(places.length)];
  const other = places[random.below(places.length)];
  if (place === undefined || other === undefined) return;
  const { holder, key } = place;
  const found = holder[key];
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 1:
      holder[key] = structuredClone(other.holder[other.key]);
      break;
    case 2:
      holder[key] = damaged(found, random);
      break;
    case 3:
      if (Array.isArray(found))
        holder[key] = Array.from({ length: 300 }, () => found)
          .flat()
          .slice(0, 3_000);
      else holder[`${key}\u001b`] = found;
      break;
    default:
      holder[key] = structuredClone(oddValues[random.below(oddValues.length)]);
  }
}

/** Something of the same type, so that it is still accepted. */
function damaged(value: unknown, random: Random): unknown {
  if (typeof value === 'string') return mutateText(value, random);
  const factors = [-1, 0, 1e-9, 1e3, 1e6, 1e9, 1e12];
  return typeof value === 'number' ? value * (factors[random.below(factors.length)] ?? 1) : value;
}

function placesIn(root: Part): readonly { readonly holder: Part; readonly key: string }[] {
  const places: { readonly holder: Part; readonly key: string }[] = [];
  const open: Part[] = [root];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    for (const [key, inner] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof inner === 'object' && inner !== null) open.push(inner as Part);
    }
  }
  return places;
}
