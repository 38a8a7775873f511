interface Span {
  readonly fromMs: number;
  /** Null: it has not ended. */
  untilMs: number | null;
}

/** The spans in which something was so; moments are all on one clock. */
export class SpanLog {
  #spans: Span[] = [];

  get isOpen(): boolean {
    return this.#spans.at(-1)?.untilMs === null;
  }

  /** Begins a span; without effect inside one. */
  begin(atMs: number): void {
    if (!this.isOpen) this.#spans.push({ fromMs: atMs, untilMs: null });
  }

  /** Ends the span that is open; without effect outside of one. */
  end(atMs: number): void {
    const last = this.#spans.at(-1);
    if (last?.untilMs === null) last.untilMs = atMs;
  }

  /** The spans that reach into a window, cut to it. One that has not ended lasts to the end of the window. */
  within(sinceMs: number, untilMs: number): readonly { readonly fromMs: number; readonly untilMs: number }[] {
    return this.#spans
      .map((span) => ({ fromMs: Math.max(span.fromMs, sinceMs), untilMs: Math.min(span.untilMs ?? untilMs, untilMs) }))
      .filter((span) => span.fromMs < span.untilMs);
  }
}

/** How long spans last together. */
export function totalMs(spans: readonly { readonly fromMs: number; readonly untilMs: number }[]): number {
  return spans.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}
