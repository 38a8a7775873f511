import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

// How an agent is started elsewhere can't be tried here, but its manifests can be checked.
const root = join(import.meta.dirname, '..', '..');
const example = (name: string) => join(root, 'examples', 'agents', name);

describe.each([
  { file: 'kubernetes.yaml', schemaFile: 'kubernetes.schema.json', container: 'args:' },
  { file: 'compose.yaml', schemaFile: 'compose.schema.json', container: 'command:' },
])('$file', ({ file, schemaFile, container }) => {
  const text = readFileSync(example(file), 'utf8');
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(join(root, 'test/fixtures/schemas', schemaFile), 'utf8')), {
    defaultTarget: 'draft-7',
  });
  const areValid = (manifest: string) =>
    parseAllDocuments(manifest).map((document) => schema.safeParse(document.toJSON()).success);

  it('is valid by the published schema', () => {
    expect(areValid(text)).not.toContain(false);
  });

  it('would not be with a misspelt field', () => {
    expect(areValid(text.replaceAll(container, `mis${container}`))).toContain(false);
  });
});

it.skipIf(!isInstalled('systemd-analyze'))('the unit is valid by systemd-analyze', () => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', example('cache-bench-agent.service')], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  expect(stderr).not.toContain('cache-bench-agent');
});

it('the script is valid by shellcheck, or at least for sh', () => {
  if (isInstalled('shellcheck')) execFileSync('shellcheck', [example('ssh.sh')]);
  else execFileSync('sh', ['-n', example('ssh.sh')]);
});

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}
