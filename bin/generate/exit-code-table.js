import { markdownTable } from './markdown-table.js';
import { fromProject } from './project.js';

/** Every exit code, and what it means. */
export async function exitCodeTable() {
  const { exitCodes } = await fromProject('dist/errors/errors.js');
  /** @type {{ code: number, meaning: string }[]} */
  const all = Object.values(exitCodes);
  return markdownTable(
    ['code', 'meaning'],
    all.map(({ code, meaning }) => [`\`${code}\``, meaning]),
  );
}
