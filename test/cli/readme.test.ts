import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runToEnd } from './run-to-end.js';

/** What tests a command of the README: its exit code and reports here, or the file that runs it elsewhere. */
type Proof =
  | { readonly runs: 'to its end' }
  /** After replacing what makes it take long; any verdict with a record is accepted, because it depends on the machine. */
  | { readonly runs: 'shortened'; readonly replace: Readonly<Record<string, string>> }
  | { readonly coveredBy: readonly string[] };

/** A small data set is written and read back sooner, and the fault strikes soon. */
const early = '--keys 2000 --warmup 200ms --set faults.0.at=1s';

const proofs: Readonly<Record<string, Proof>> = {
  'node bin/run.js sweep client-policies': {
    runs: 'shortened',
    replace: {
      policies: `policies --vary workload.clientPolicy=production --repeat 1 --rate 300 --deadline 3s ${early} --duration 4s`,
    },
  },
  'npm start': { coveredBy: ['test/cli/fresh-clone.test.ts', 'test/all/run-scenarios.js'] },
  'npm test': { coveredBy: ['test/all/steps.js', '.ci/run'] },
  'npm start -- smoke': { coveredBy: ['test/cli/fresh-clone.test.ts'] },
  'node bin/run.js scenario list': { runs: 'to its end' },
  'npm start -- hung-primary --client-policy application': {
    runs: 'shortened',
    replace: { 'hung-primary': `hung-primary --rate 200 ${early} --set faults.0.after=3s --duration 6s` },
  },
  'npm start -- smoke --gate "unavailability.write < 8s" --report junit': { runs: 'to its end' },
  'npm start --silent -- smoke --json': { coveredBy: ['test/cli/fresh-clone.test.ts'] },
  'npm start -- --durability wait:2 --rate 2000 --duration 12s': {
    runs: 'shortened',
    replace: { 2000: `300 ${early}`, '12s': '7s' },
  },
  'npm start -- smoke --set workload.mix.get=90 --set workload.mix.set=10': {
    runs: 'shortened',
    replace: { smoke: 'smoke --no-faults --duration 500ms' },
  },
  'node bin/run.js scenario new my-drill': { runs: 'to its end' },
  'node bin/run.js scenario validate my-drill.yaml': { runs: 'to its end' },
  'npm pack': { coveredBy: ['test/cli/package.test.ts'] },
  'npx --package ./cache-bench-0.1.0.tgz cache-bench run smoke': { coveredBy: ['test/cli/package.test.ts'] },
  'node bin/run.js doctor': { runs: 'to its end' },
};

const readme = await readFile('README.md', 'utf8');
const commands = commandsIn(readme);

describe('the README', () => {
  // A separate folder that looks like the clone, so that each command runs as written and leaves nothing in the clone.
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-readme-'));
    for (const name of ['package.json', 'bin']) await symlink(join(process.cwd(), name), join(folder, name));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('has a test for every command, and no test for a command that is gone', () => {
    expect(commands).toEqual(Object.keys(proofs));
  });

  it('names test files that exist', () => {
    const named = Object.values(proofs).flatMap((proof) => ('coveredBy' in proof ? proof.coveredBy : []));
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  });

  // In the README's order: a later command may use the output of an earlier one.
  it.each(commands.flatMap((command) => runnable(command)))('has a command that runs: %s', async (command, proof) => {
    const before = await runFolders(folder);
    if (proof.runs === 'to its end') await runToEnd('sh', ['-c', command], { cwd: folder });
    else
      await runToEnd(
        'sh',
        ['-c', `${shorten(command, proof)}; code=$?; case $code in 0|3|4) ;; *) exit $code ;; esac`],
        {
          cwd: folder,
        },
      );
    if (!command.startsWith('npm start')) return;
    const [added = '', ...others] = (await runFolders(folder)).filter((run) => !before.includes(run));
    expect(others).toEqual([]);
    const record = JSON.parse(await readFile(join(folder, 'reports', added, 'record.json'), 'utf8'));
    expect(record).toMatchObject({ schemaVersion: 1, run: { interrupted: false } });
  });
});

/** The lines of all `sh` blocks, without comments. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#\s.*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

type Run = Extract<Proof, { readonly runs: string }>;

function runnable(command: string): readonly (readonly [command: string, proof: Run])[] {
  const proof = proofs[command];
  return proof && 'runs' in proof ? [[command, proof]] : [];
}

function shorten(command: string, proof: Run): string {
  const replaced = proof.runs === 'shortened' ? Object.entries(proof.replace) : [];
  return replaced.reduce((shorter, [long, short]) => {
    expect(shorter).toContain(long);
    return shorter.replace(long, short);
  }, command);
}

async function runFolders(folder: string): Promise<readonly string[]> {
  return existsSync(join(folder, 'reports')) ? readdir(join(folder, 'reports')) : [];
}
