/**
 * The cache-bench commands in shell code, each as a list of words: also after `npx`, as `node bin/run.js`, and behind
 * `npm start --`. Supports only quotes, `&&`, `;`, `|`, redirections, comments and variables before a command.
 */
export function cacheBenchCommandsIn(shell: string): readonly (readonly string[])[] {
  return simpleCommands(shell.replace(/\\\n/g, ' ')).flatMap((words) => {
    const command = words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word)));
    const given = argumentsOf(command);
    // What follows `--` is another program's.
    return given === undefined ? [] : [given.includes('--') ? given.slice(0, given.indexOf('--')) : given];
  });
}

function argumentsOf(words: readonly string[]): readonly string[] | undefined {
  const [program, ...rest] = words;
  if (program === 'cache-bench') return rest;
  if (program === 'node' && rest[0] === 'bin/run.js') return rest.slice(1);
  if (program === 'npx' && rest.includes('cache-bench')) return rest.slice(rest.indexOf('cache-bench') + 1);
  if (program !== 'npm' || rest[0] !== 'start') return undefined;
  return ['run', ...(rest.includes('--') ? rest.slice(rest.indexOf('--') + 1) : [])];
}

function simpleCommands(shell: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let dropNext = false;
  for (const [token, comment, separator, redirection] of shell.matchAll(tokens)) {
    if (comment !== undefined || token.trim() === '') {
      if (token.includes('\n')) commands.push([]);
    } else if (separator !== undefined) commands.push([]);
    else if (redirection !== undefined) dropNext = true;
    else if (dropNext) dropNext = false;
    else commands.at(-1)?.push(token.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
  }
  return commands.filter(({ length }) => length > 0);
}

/** A comment, an end of a command, or a redirection; otherwise a word or whitespace. */
const tokens = /((?<=^|\s)#[^\n]*)|(\|\||&&|[;|\n])|(\d?>>?)|(?:"[^"]*"|'[^']*'|[^\s;|&>"'])+|[^\S\n]+|./gm;
