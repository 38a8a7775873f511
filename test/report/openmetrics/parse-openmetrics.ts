/** A family of an OpenMetrics text. */
export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly samples: readonly ParsedSample[];
}

export interface ParsedSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/**
 * Parses OpenMetrics text as strictly as the specification requires, and throws with the line for everything it
 * forbids. Also rejects timestamps, exemplars and types that we never write. Source: OpenMetrics 1.0, ABNF and "Text
 * format".
 */
export function parseOpenMetrics(text: string): readonly ParsedFamily[] {
  if (!text.endsWith('# EOF\n')) throw new Error('the text does not end with "# EOF" and a line end');
  const lines = text.slice(0, -'# EOF\n'.length).split('\n');
  if (lines.pop() !== '') throw new Error('"# EOF" has no line of its own');
  const families = new Map<string, Family>();
  let family: Family | undefined;
  for (const line of lines) {
    const described = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line);
    if (described) {
      const [, word = '', name = '', value = ''] = described;
      if (family?.name !== name) {
        if (families.has(name)) throw new Error(`the family ${name} stands in two places: ${line}`);
        family = { name: checked(name, metricName, line), type: '', unit: undefined, help: undefined, samples: [] };
        families.set(name, family);
      }
      describeFamily(family, word, value, line);
    } else {
      if (family === undefined) throw new Error(`a sample before any family: ${line}`);
      addSample(family, parseSample(line), line);
    }
  }
  for (const one of families.values()) checkFamily(one);
  return [...families.values()];
}

interface Family {
  readonly name: string;
  type: string;
  unit: string | undefined;
  help: string | undefined;
  readonly samples: ParsedSample[];
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const realNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

function describeFamily(family: Family, word: string, value: string, line: string): void {
  if (family.samples.length > 0) throw new Error(`a description after samples: ${line}`);
  if (word === 'TYPE') {
    if (family.type !== '') throw new Error(`a second type: ${line}`);
    family.type = checked(value, /^(counter|gauge|summary)$/, line);
  } else if (word === 'UNIT') {
    if (family.unit !== undefined) throw new Error(`a second unit: ${line}`);
    if (!family.name.endsWith(`_${value}`)) throw new Error(`the name does not end with its unit: ${line}`);
    family.unit = value;
  } else {
    if (family.help !== undefined) throw new Error(`a second help: ${line}`);
    family.help = unescapeText(value, line);
  }
}

function parseSample(line: string): ParsedSample {
  const found = /^([^\s{]+)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$/.exec(line);
  if (!found) throw new Error(`no sample: ${line}`);
  const [, name = '', given = '', value = ''] = found;
  const labels = new Map<string, string>();
  let rest = given;
  while (rest !== '') {
    const pair = /^([^=",{}]+)="((?:[^"\\]|\\.)*)"(,(?=.)|$)/.exec(rest);
    if (!pair) throw new Error(`no label: ${line}`);
    const [all, label = '', labelValue = ''] = pair;
    if (labels.has(checked(label, labelName, line))) throw new Error(`a label stands twice: ${line}`);
    labels.set(label, unescapeText(labelValue, line));
    rest = rest.slice(all.length);
  }
  return { name: checked(name, metricName, line), labels, value: Number(checked(value, realNumber, line)) };
}

function addSample(family: Family, sample: ParsedSample, line: string): void {
  const suffixes = { counter: ['_total'], gauge: [''], summary: ['', '_count', '_sum'] }[family.type];
  if (suffixes === undefined) throw new Error(`a sample of a family without type: ${line}`);
  if (!suffixes.some((suffix) => sample.name === family.name + suffix)) throw new Error(`not of its family: ${line}`);
  if (family.type !== 'gauge' && sample.value < 0) throw new Error(`below 0: ${line}`);
  const isQuantile = family.type === 'summary' && sample.name === family.name;
  const share = sample.labels.get('quantile');
  if (isQuantile !== (share !== undefined))
    throw new Error(`a quantile where none belongs, or none where one does: ${line}`);
  if (share !== undefined && !(/^\d\.\d+$/.test(share) && Number(share) <= 1)) throw new Error(`no quantile: ${line}`);
  family.samples.push(sample);
}

/** No sample twice, and all samples of one set of labels together. */
function checkFamily({ name, type, help, samples }: Family): void {
  if (type === '' || help === undefined) throw new Error(`${name} has no type or no help`);
  if (samples.length === 0) throw new Error(`${name} has no sample`);
  const metrics = samples.map(({ labels }) => labelText(labels, 'quantile'));
  const runs = metrics.filter((metric, index) => metric !== metrics[index - 1]);
  if (new Set(runs).size !== runs.length) throw new Error(`${name} has one set of labels in two places`);
  const all = samples.map((sample) => `${sample.name} ${labelText(sample.labels)}`);
  if (new Set(all).size !== all.length) throw new Error(`${name} has a sample twice`);
}

function labelText(labels: ReadonlyMap<string, string>, without?: string): string {
  return JSON.stringify([...labels].filter(([label]) => label !== without).sort());
}

function unescapeText(text: string, line: string): string {
  return text.replace(/\\(.?)|"/g, (found, escaped: string | undefined) => {
    if (found === '"' || (escaped !== 'n' && escaped !== '"' && escaped !== '\\'))
      throw new Error(`bad escape: ${line}`);
    return escaped === 'n' ? '\n' : escaped;
  });
}

function checked(text: string, pattern: RegExp, line: string): string {
  if (!pattern.test(text)) throw new Error(`${JSON.stringify(text)} is not allowed: ${line}`);
  return text;
}
