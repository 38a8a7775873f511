/** The part of the page's script that draws phases, faults and milestones on a chart over time. */
export const markScript = `/** Phases and faults: strips above the plot, and bands behind it. */
function drawSpans(u) {
  const ratio = devicePixelRatio;
  const { ctx, bbox } = u;
  const right = bbox.left + bbox.width;
  const across = (second) => Math.min(right, Math.max(bbox.left, u.valToPos(second, 'x', true)));
  const strip = ({ name, from, to }, until, top, fill, ink) => {
    const start = across(from);
    const width = Math.max(across(to) - start, 2 * ratio);
    const room = Math.max(width, across(until) - start);
    if (u.valToPos(to, 'x', true) < bbox.left || u.valToPos(from, 'x', true) > right) return;
    ctx.fillStyle = colourOf(fill);
    ctx.fillRect(start, bbox.top - top * ratio, width - ratio, 16 * ratio);
    if (ctx.measureText(name).width + 8 * ratio > room) return;
    ctx.fillStyle = colourOf(ink);
    ctx.fillText(name, start + 5 * ratio, bbox.top - (top - 8.5) * ratio);
  };
  const band = (from, to, colour) => {
    ctx.fillStyle = colourOf(colour);
    ctx.fillRect(across(from), bbox.top, across(to) - across(from), bbox.height);
  };
  ctx.save();
  ctx.font = font(11 * ratio);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const { from, to } of marks.faults) band(from, to, 'tint-fault');
  for (const phase of marks.phases) {
    if (phase.name === 'failover' || phase.name === 'recovery') band(phase.from, phase.to, 'tint-' + phase.name);
    strip(phase, phase.to, 38, 'strip', 'ink');
  }
  marks.faults.forEach((fault, index) => {
    const next = marks.faults[index + 1];
    strip({ ...fault, name: 'fault: ' + fault.name }, next ? next.from : u.scales.x.max, 19, 'fail-soft', 'fail');
  });
  ctx.restore();
}

/** A solid line per injection, a dotted one per milestone. */
function drawMoments(u, milestones) {
  const ratio = devicePixelRatio;
  const { ctx, bbox } = u;
  const line = (at, colour, dash) => {
    const x = Math.round(u.valToPos(at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.strokeStyle = colourOf(colour);
    ctx.lineWidth = ratio;
    ctx.setLineDash(dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  };
  ctx.save();
  for (const { from } of marks.faults) line(from, 'fail', []);
  for (const { at } of milestones) line(at, 'quiet', [2, 3]);
  ctx.restore();
}

/** The milestones' numbers, above their lines. */
function numberMoments(u, milestones) {
  for (const badge of u.root.querySelectorAll('.number')) badge.remove();
  const { clientWidth: width, offsetLeft, offsetTop } = u.over;
  const seen = milestones.map(({ at }, index) => ({ at: u.valToPos(at, 'x'), number: index + 1 })).filter(({ at }) => at >= 0 && at <= width);
  for (const { text, middle } of numberGroups(seen, width)) {
    const badge = document.createElement('span');
    badge.className = 'number';
    badge.textContent = text;
    badge.style.left = offsetLeft + middle + 'px';
    badge.style.top = offsetTop - 58 + 'px';
    u.over.parentNode.append(badge);
  }
}`;
