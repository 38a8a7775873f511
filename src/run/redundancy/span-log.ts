interface Span {
  readonly fromMs: number;
  /** Null: not ended yet. */
  untilMs: number | null;
}

/** The spans during which a condition held; all times share one clock. */
export class SpanLog {
  #spans: Span[] = [];

  get isOpen(): boolean {
    return this.#spans.at(-1)?.untilMs === null;
  }

  /** Begins a span; no effect inside one. */
  begin(atMs: number): void {
    if (!this.isOpen) this.#spans.push({ fromMs: atMs, untilMs: null });
  }

  /** Ends the open span; no effect outside one. */
  end(atMs: number): void {
    const last = this.#spans.at(-1);
    if (last?.untilMs === null) last.untilMs = atMs;
  }

  /** The spans that overlap a window, clipped to it. An open span lasts to the end of the window. */
  within(sinceMs: number, untilMs: number): readonly { readonly fromMs: number; readonly untilMs: number }[] {
    return this.#spans
      .map((span) => ({ fromMs: Math.max(span.fromMs, sinceMs), untilMs: Math.min(span.untilMs ?? untilMs, untilMs) }))
      .filter((span) => span.fromMs < span.untilMs);
  }
}

/** Total length of the spans. */
export function totalMs(spans: readonly { readonly fromMs: number; readonly untilMs: number }[]): number {
  return spans.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}
