import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './temporary-scenario.js';

const linked = 'name: mine\ntopology: { kind: sentinel, zones: 3, links: { betweenZones: { delay: 2ms } } }\n';
const inZone = (zone: string) => `workload: { zone: ${zone} }\n`;

describe('the zone of the clients', () => {
  it('is none by default', async () => {
    expect((await load('name: mine\n')).scenario.workload.zone).toBeNull();
    const { scenario, warnings } = await load(`${linked}${inZone('az-2')}`);
    expect(scenario.workload.zone).toBe('az-2');
    expect(warnings).toEqual([]);
  });

  it('is a zone of the topology', async () => {
    expect(await problemsOf(`${linked}${inZone('az-4')}`)).toEqual([
      expect.stringContaining('expected a zone of the topology (az-1, az-2, az-3), found az-4'),
    ]);
    expect(await problemsOf(`${linked}${inZone('nowhere')}`)).toEqual([
      expect.stringContaining('a zone, such as az-1'),
    ]);
  });

  it('raises a warning if no link between zones has a delay', async () => {
    const { warnings } = await load(`name: mine\n${inZone('az-1')}`);
    expect(warnings).toEqual([expect.objectContaining({ code: 'no-distance' })]);
  });

  it('is rejected for external servers', async () => {
    const target = 'name: mine\ntopology: { kind: external, target: "redis://host:6379" }\n';
    expect(await problemsOf(`${target}${inZone('az-1')}`)).toEqual([expect.stringContaining('are unknown')]);
  });
});
