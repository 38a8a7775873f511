import { UsageError } from '../errors/errors.js';
import { axisLabels } from '../model/axis-labels.js';
import { type SweepSection, settingPath } from './sweep-field.js';
import { parseYaml } from './yaml-source.js';

/** One thing that a sweep varies, with its values. */
export interface GridAxis {
  /** The path of a setting, or the name of sets of settings. */
  readonly name: string;
  readonly values: readonly GridValue[];
}

interface GridValue {
  readonly name: string;
  /** As `--set` takes them: `path=value`. */
  readonly set: readonly string[];
}

/** One combination of values. */
export interface GridCell {
  /** `durability=wait:1, delay=5ms`. */
  readonly name: string;
  /** The name of the value on each axis. */
  readonly values: readonly string[];
  readonly set: readonly string[];
}

/**
 * The axes of a sweep: those of `--vary`, each `path=a,b,c`, or a name of the scenario's section with some of its sets; without
 * any, those of the section. Throws UsageError.
 */
export function gridAxes(varied: readonly string[], section: SweepSection | null): readonly GridAxis[] {
  const own = Object.entries(section?.vary ?? {}).map(([name, values]) => axisOfSection(name, values));
  const axes = varied.length === 0 ? own : varied.map((text) => axisOfFlag(text, own));
  if (axes.length === 0)
    throw new UsageError(
      'The scenario has no sweep section that says what to vary. Nothing was started. Try: --vary workload.durability=async,wait:1',
    );
  checkTogether(axes);
  return axes;
}

const mostCells = 200;

/** Every combination, the last axis changing fastest. Throws UsageError if there are more than 200. */
export function gridCells(axes: readonly GridAxis[]): readonly GridCell[] {
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > mostCells)
    throw refusal(
      `The grid has ${count} cells (${axes.map(({ values }) => values.length).join(' × ')}), and a sweep runs at most ${mostCells}. Vary fewer settings, or fewer values of them.`,
    );
  const labels = axisLabels(axes.map(({ name }) => name));
  let combinations: readonly (readonly GridValue[])[] = [[]];
  for (const { values } of axes)
    combinations = combinations.flatMap((chosen) => values.map((value) => [...chosen, value]));
  return combinations.map((chosen) => ({
    name: chosen.map(({ name }, index) => `${labels[index]}=${name}`).join(', '),
    values: chosen.map(({ name }) => name),
    set: chosen.flatMap(({ set }) => set),
  }));
}

function axisOfSection(name: string, values: SweepSection['vary'][string]): GridAxis {
  if (Array.isArray(values)) return { name, values: values.map((value) => pathValue(name, valueText(value))) };
  return {
    name,
    values: Object.entries(values).map(([value, set]) => ({
      name: value,
      set: Object.entries(set).map(([path, written]) => `${path}=${valueText(written)}`),
    })),
  };
}

function axisOfFlag(text: string, own: readonly GridAxis[]): GridAxis {
  const [, name = '', list = ''] = /^\s*([^=]*?)\s*=(.*)$/s.exec(text) ?? [];
  const texts = listOf(list, text);
  const known = own.find((axis) => axis.name === name);
  if (known !== undefined && !known.values.every(({ set }) => set.every((one) => one.startsWith(`${name}=`))))
    return { name, values: texts.map((value) => namedSet(known, value, text)) };
  if (!settingPath.test(name))
    throw refusal(
      `--vary: expected path=value,value, such as workload.durability=async,wait:1, found ${JSON.stringify(text)}.`,
    );
  return { name, values: texts.map((value) => pathValue(name, value)) };
}

function namedSet({ name, values }: GridAxis, wanted: string, text: string): GridValue {
  const found = values.find((value) => value.name === wanted);
  if (found !== undefined) return found;
  const known = values.map((value) => value.name).join(', ');
  throw refusal(`--vary: expected values of ${name} in the scenario (${known}), found ${JSON.stringify(text)}.`);
}

/** `a,b,c`, or a YAML list in brackets if a value contains a comma. */
function listOf(text: string, whole: string): readonly string[] {
  if (!text.trim().startsWith('[')) {
    const texts = text.split(',').map((one) => one.trim());
    if (texts.every((one) => one !== '')) return texts;
  } else {
    const parsed = parseYaml('--vary', text);
    if ('value' in parsed && Array.isArray(parsed.value) && parsed.value.length > 0) return parsed.value.map(valueText);
  }
  throw refusal(
    `--vary: expected values separated by commas, or in brackets ([async, "waitaof:1,1"]), found ${JSON.stringify(whole)}.`,
  );
}

function pathValue(path: string, text: string): GridValue {
  return { name: text, set: [`${path}=${text}`] };
}

/** A value as `--set` takes it: plain if YAML reads it as the same text, otherwise as JSON, which is YAML too. */
function valueText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const parsed = parseYaml('', value);
  return 'value' in parsed && parsed.value === value ? value : JSON.stringify(value);
}

function checkTogether(axes: readonly GridAxis[]): void {
  for (const { name, values } of axes) {
    if (!settingPath.test(name) && values.some(({ set }) => set.some((one) => one.startsWith(`${name}=`))))
      throw refusal(`sweep.vary: expected the path of a setting, found ${JSON.stringify(name)}.`);
    const twice = values.find((value, index) => values.findIndex((other) => other.name === value.name) < index);
    if (twice !== undefined) throw refusal(`${name} has the value ${twice.name} twice.`);
  }
  const paths = axes.map(({ values }) => values.flatMap(({ set }) => set.map((one) => one.slice(0, one.indexOf('=')))));
  for (const [index, { name }] of axes.entries())
    for (const path of paths[index] ?? []) {
      if (path === 'seed') throw refusal("A sweep can't vary seed: its runs have derived seeds. Try: --repeat.");
      const other = axes.find((_, at) => at < index && paths[at]?.some((one) => overlap(one, path)));
      if (other !== undefined) throw refusal(`${other.name} and ${name} both set ${path}.`);
    }
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function refusal(message: string): UsageError {
  return new UsageError(`${message} Nothing was started.`);
}
