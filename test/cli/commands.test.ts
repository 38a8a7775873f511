import { Config, Help } from '@oclif/core';
import { beforeAll, describe, expect, test } from 'vitest';

const config = await Config.load({ root: process.cwd() });
const commands = [...config.commands].sort((one, other) => one.id.localeCompare(other.id));

/** What --help prints; the built program prints it in package.test.ts. */
class WrittenHelp extends Help {
  text = '';

  protected override log(...lines: string[]): void {
    this.text += `${lines.join('\n')}\n`;
  }
}

describe('no command, argument or flag vanishes by accident', () => {
  test('the list is complete; after a deliberate change: npx vitest run --project cli test/cli/commands.test.ts -u', async () => {
    const lines = commands.flatMap(({ id, args, flags }) => [
      id.replaceAll(':', ' '),
      ...Object.values(args).map(({ name, required }) => `  ${required ? name : `[${name}]`}`),
      ...Object.values(flags)
        .map(({ name, char, type }) => `  --${name}${char ? ` -${char}` : ''}${type === 'option' ? ' VALUE' : ''}`)
        .sort(),
    ]);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./commands.txt');
  });
});

describe.each(commands.map((command) => [command.id.replaceAll(':', ' '), command] as const))('%s', (name, command) => {
  let help: string;
  beforeAll(async () => {
    const written = new WrittenHelp(config);
    await written.showCommandHelp(command);
    help = written.text;
  });

  test('has help for each of its flags', () => {
    expect(help).toContain(command.summary);
    expect(help).toContain(`$ cache-bench ${name}`);
    for (const flag of Object.values(command.flags).filter(({ hidden }) => !hidden))
      expect(help).toContain(`--${flag.name}`);
  });

  test('has examples that use its name and existing flags', () => {
    const examples = help
      .split('\n')
      .filter((line) => /^ +\$ cache-bench /.test(line))
      .slice(1);
    expect(examples.length).toBeGreaterThan(0);
    const known = Object.values(command.flags).flatMap(({ name: flag, char }) => [
      `--${flag}`,
      ...(char ? [`-${char}`] : []),
    ]);
    for (const example of examples) {
      expect(example).toContain(`cache-bench ${name}`);
      for (const [, flag] of example.matchAll(/ (--?[a-z][a-z-]*)/gi)) expect(known).toContain(flag);
    }
  });
});
