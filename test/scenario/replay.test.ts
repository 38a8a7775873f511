import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { load, problemsOf } from './temporary-scenario.js';

const log = [0, 1, 4.5]
  .map((second) => `${(1_700_000_000 + second).toFixed(6)} [0 127.0.0.1:5000] "set" "a" "1"\n`)
  .join('');

async function withLog<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'log');
  await writeFile(file, text);
  return await use(file);
}

const standalone = 'name: mine\ntopology: { kind: standalone }\n';

describe('a scenario with a log', () => {
  it('lasts as long as the log, and sends what is in it', () =>
    withLog(log, async (file) => {
      const { scenario, document, warnings } = await load(standalone, { replay: file });
      expect(scenario.phases).toEqual({ warmupMs: 2000, durationMs: 4501 });
      expect(scenario.workload).toMatchObject({ driver: 'wire', threads: 1, pipeline: 64, audit: 'off', mix: {} });
      expect(scenario.workload.replay?.summary.replayed).toBe(3);
      expect(warnings).toEqual([]);
      // The document of a record can be run again.
      const again = await load(JSON.stringify(document));
      expect(again.scenario).toEqual(scenario);
    }));

  it('refuses what the log determines, with one error', () =>
    withLog(log, async (file) => {
      const given = { rate: 500, keys: 100, distribution: 'zipf', ratio: '1:1' };
      expect(await problemsOf(standalone, { replay: file, ...given })).toEqual([
        '--replay workload.replay: expected none of workload.mix, rate, keys, distribution, because the log determines what is sent, and when, found them',
      ]);
    }));

  it('refuses what can be read only once', async () => {
    expect(await problemsOf(standalone, { replay: '/dev/null' })).toEqual([
      '--replay workload.replay: expected a file that can be read twice, found a pipe or device: /dev/null. Try: save the log first',
    ]);
  });

  it('warns if it has several databases, whose keys become one', () =>
    withLog(log.replace('[0 ', '[2 '), async (file) => {
      const { warnings } = await load(standalone, { replay: file });
      expect(warnings).toMatchObject([
        { code: 'databases-merged', message: expect.stringContaining('2 databases (0, 2)') },
      ]);
    }));

  it('refuses a log whose clock jumps, or that is no plain text, and names the log', async () => {
    const jump = log.replace('17000000', '97000000').split('\n').reverse().join('\n');
    await withLog(jump, async (file) => {
      expect(await problemsOf(standalone, { replay: file })).toEqual([
        expect.stringMatching(
          /^--replay workload\.replay: expected a log of less than 24h.*found more than a million hours/,
        ),
      ]);
    });
    await withLog('', async (file) => {
      await writeFile(file, `\x1f\x8b${log}`, 'latin1');
      expect(await problemsOf(standalone, { replay: file })).toEqual([
        `--replay workload.replay: expected plain text, found a gzip archive. Try: gunzip ${file}`,
      ]);
    });
  });

  it.each([
    [{ set: ['workload.audit=final'] }, '--set workload.audit: expected off'],
    [{ agents: 2 }, 'agents: expected no workload.replay: a log is only replayed to servers on this machine'],
  ])('refuses %j', (given, problem) =>
    withLog(log, async (file) => {
      const problems = await problemsOf(standalone, { replay: file, ...given });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(problem);
    }),
  );

  it.each(['memcached', 'external'])('refuses topology %s', (kind) =>
    withLog(log, async (file) => {
      const topology = kind === 'external' ? '{ kind: external, target: "redis://127.0.0.1" }' : `{ kind: ${kind} }`;
      const problems = await problemsOf(`name: mine\ntopology: ${topology}\n`, { replay: file });
      expect(problems.join()).toContain('expected launched Redis or Valkey servers with workload.replay');
    }),
  );

  it('refuses a log that is not there, or has nothing to send', async () => {
    expect(await problemsOf(standalone, { replay: '/no/such/log' })).toEqual([
      '--replay workload.replay: expected a readable file, found /no/such/log (ENOENT)',
    ]);
    await withLog('1.5 [0 a:1] "ping"\nwhat\n', async (file) => {
      expect((await problemsOf(standalone, { replay: file })).join()).toMatch(/found none in 2 lines/);
    });
  });

  it('refuses settings of a replay without one', async () => {
    expect(await problemsOf(standalone, { set: ['workload.replaySpeed=2'] })).toEqual([
      '--set workload.replaySpeed: expected none without workload.replay, found 2',
    ]);
  });

  it('warns of what is not replayed', () =>
    withLog(`${log}1700000009.1 [0 a:1] "exec"\nwhat\n`, async (file) => {
      const { warnings } = await load(standalone, { replay: file });
      expect(warnings.map(({ code, message }) => [code, message])).toEqual([
        ['not-replayed', '2 of 5 lines of the log are not replayed: exec 1, not a command 1.'],
      ]);
    }));
});
