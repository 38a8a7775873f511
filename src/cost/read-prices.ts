import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';
import { parseJson } from '../model/parse-json.js';
import { readBounded } from '../record/read-bounded.js';
import { type PriceList, priceListSchema } from './price-list.js';

const shippedName = 'prices/us-east-1.json';
/** The price file that comes with the program, next to both src/ and dist/. */
export const shippedPrices = fileURLToPath(new URL(`../../${shippedName}`, import.meta.url));
const mostBytes = 4 * 1024 ** 2;

/** A price file as read. */
export interface Prices {
  readonly list: PriceList;
  /** As given; of the shipped one, its path in the package. */
  readonly file: string;
  readonly sha256: string;
  /** The day on which its oldest figure was read: `2026-06-30`. */
  readonly asOf: string;
}

/** Reads a price file. Throws UsageError if it is missing, not JSON, or has a figure without source and date. */
export async function readPrices(file: string = shippedPrices): Promise<Prices> {
  const text = await readBounded(file, mostBytes).catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`The price file ${file} cannot be read (${reason}). Try: cache-bench cost --list`);
  });
  const value = parseJson(text, (reason) => {
    throw new UsageError(`The price file ${file} is not JSON (${foreignText(reason)}). ${example}`);
  });
  const parsed = priceListSchema.safeParse(value);
  if (!parsed.success)
    throw new UsageError(`The price file ${file} is refused:\n${problemLines(parsed.error.issues)}\n${example}`);
  const list = parsed.data;
  const dates = Object.values(list.sources).map(({ read }) => read);
  const [asOf] = dates.toSorted();
  if (asOf === undefined) throw new UsageError(`The price file ${file} names no sources. ${example}`);
  const name = file === shippedPrices ? shippedName : file;
  return { list, file: name, asOf, sha256: createHash('sha256').update(text).digest('hex') };
}

const example =
  'Every figure needs a source with the date on which it was read. Example: cache-bench cost --list --json';
const mostProblems = 5;

function problemLines(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  const lines = issues.slice(0, mostProblems).map(({ path, message }) => {
    const place = path.map(String).join('.') || '(the file)';
    return `  ${foreignText(`${place}: ${message}`)}`;
  });
  return [...lines, ...(issues.length > mostProblems ? [`  and ${issues.length - mostProblems} more`] : [])].join('\n');
}

const dayMs = 86_400_000;
const freshDays = 180;

/** A warning that prices are old; undefined: they are not. `now`: milliseconds since 1970. */
export function staleWarning({ asOf, file }: Pick<Prices, 'asOf' | 'file'>, now: number): string | undefined {
  const days = Math.floor((now - Date.parse(asOf)) / dayMs);
  if (days <= freshDays) return undefined;
  return `The prices are ${days} days old (read on ${asOf}, ${file}). Try: cache-bench prices import`;
}
