import { describe, expect, it } from 'vitest';
import { checkSizes, type SizeTable } from './check-sizes.js';

const table: SizeTable = { fileLines: 8, functionLines: 4, exceptions: [] };

describe('the check of sizes', () => {
  it('accepts files and functions as long as they may be', () => {
    expect(problemsOf(`${functionOf(4)}\n${functionOf(4)}\n`)).toEqual([]);
  });

  it('finds a file that is too long', () => {
    expect(problemsOf(`${'const soup = 1;\n'.repeat(9)}`)).toEqual([
      'src/kitchen/cook.ts has 9 lines; a file has at most 8. Move one of its ideas elsewhere.',
    ]);
  });

  it.each([
    ['a function', functionOf(5), 'cook'],
    ['an arrow function', 'const cook = () => {\n1;\n2;\n3;\n};', 'cook'],
    ['a method', 'class Cook {\nstir() {\n1;\n2;\n3;\n}\n}', 'stir'],
    ['a constructor', 'class Cook {\nconstructor() {\n1;\n2;\n3;\n}\n}', 'constructor'],
    ['a function without a name', 'list.map(() => {\n1;\n2;\n3;\n});', 'an unnamed function'],
  ])('finds %s that is too long', (_form, text, name) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(`${name} has 5 lines; a function has at most 4.`)]);
  });

  it('accepts exceptions for a file and for a function, and fails when they are stale', () => {
    const exceptions = [
      { file: 'kitchen/cook.ts', because: 'A table.' },
      { file: 'kitchen/cook.ts', function: 'cook', because: 'A table.' },
    ];
    expect(problemsOf(functionOf(9), exceptions)).toEqual([]);
    expect(problemsOf(functionOf(3), exceptions)).toEqual([
      "rooms.cjs: the file in kitchen/cook.ts may be long, but isn't. Remove the exception.",
      "rooms.cjs: cook in kitchen/cook.ts may be long, but isn't. Remove the exception.",
    ]);
  });
});

function functionOf(lines: number): string {
  return `function cook() {\n${'stir();\n'.repeat(lines - 2)}}`;
}

function problemsOf(text: string, exceptions: SizeTable['exceptions'] = []): string[] {
  return checkSizes(new Map([['kitchen/cook.ts', text]]), { ...table, exceptions });
}
