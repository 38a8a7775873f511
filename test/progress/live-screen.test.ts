import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLiveScreen } from '../../src/progress/live-screen.js';
import { TerminalScreen } from './terminal-screen.js';

describe('a live screen', () => {
  it('draws each frame in one write over the previous one, with events above it', () => {
    const { terminal, screen, writes } = open(40);
    screen.draw(['one', 'two', 'three']);
    screen.print('n2 is primary');
    screen.draw(['one', '2']);
    expect(writes()).toBe(3);
    expect(terminal.text).toBe('n2 is primary\none\n2');
    expect(terminal.cursorIsShown).toBe(false);
  });

  it('leaves only printed text, and restores the cursor', () => {
    const { terminal, screen, exits } = open(40);
    screen.print('before');
    screen.draw(['one', 'two']);
    screen.print('after');
    expect(exits).toEqual(['\u001b[?25h']);
    screen.end();
    screen.end();
    expect(terminal.text).toBe('before\nafter');
    expect(terminal.cursorIsShown).toBe(true);
    expect(exits).toEqual([]);
  });

  it("erases its frame when the terminal's width changes, which may have wrapped its lines", () => {
    const written: string[] = [];
    const terminal = { columns: 40, write: (text: string) => written.push(text) };
    const screen = createLiveScreen(terminal);
    for (const columns of [40, 40, 20, 20, 40]) {
      terminal.columns = columns;
      screen.draw(['one', 'two']);
    }
    const wiped = written.map((text) => text.indexOf('\u001b[J') < text.indexOf('one'));
    expect(wiped).toEqual([false, false, true, false, true]);
  });

  it('leaves nothing of a typed ^C', () => {
    const { terminal, screen } = open(10);
    screen.draw(['123456789', '123456789']);
    terminal.write('^C');
    screen.end();
    expect(terminal.text).toBe('');
  });

  it('leaves nothing behind, whatever is drawn and printed', () => {
    const act = fc.oneof(
      fc.array(fc.constantFrom('', 'a', 'rate 1', '主节点', '123456789')).map((lines) => ({ lines })),
      fc.constantFrom('x', 'a longer text than the terminal is wide').map((text) => ({ text })),
    );
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const { terminal, screen } = open(10);
        for (const one of acts) 'lines' in one ? screen.draw(one.lines) : screen.print(one.text);
        screen.end();
        const printed = acts.flatMap((one) => ('text' in one ? one.text : []));
        expect(terminal.text.replaceAll('\n', '')).toBe(printed.join('').replaceAll('\n', ''));
        expect(terminal.cursorIsShown).toBe(true);
      }),
    );
  });
});

function open(columns: number) {
  const terminal = new TerminalScreen(columns);
  const exits: string[] = [];
  let writes = 0;
  const screen = createLiveScreen({
    columns,
    write(text) {
      writes += 1;
      terminal.write(text);
    },
    atExit(text) {
      exits.push(text);
      return { [Symbol.dispose]: () => void exits.pop() };
    },
  });
  return { terminal, screen, exits, writes: () => writes };
}
