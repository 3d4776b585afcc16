// Small charts of the last minutes: one line with the area below it.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 64;
const SECONDS = 180;

/**
 * Draws the points of the last three minutes.
 *
 * @param svg an svg element, which keeps its size
 * @param points of {seconds, value}, the oldest first
 * @param now the present, in the seconds of the points
 */
export function draw(svg, points, now) {
  const top = Math.max(1, ...points.map((point) => point.value));
  const line = points
    .map((point) => {
      const x = WIDTH * (1 - (now - point.seconds) / SECONDS);
      const y = HEIGHT - 2 - (HEIGHT - 6) * (point.value / top);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join(' L ');
  const [area, stroke] = shapes(svg);
  if (points.length === 0) {
    area.setAttribute('d', '');
    stroke.setAttribute('d', '');
    return;
  }
  const start = WIDTH * (1 - (now - points[0].seconds) / SECONDS);
  const end = WIDTH * (1 - (now - points.at(-1).seconds) / SECONDS);
  stroke.setAttribute('d', `M ${line}`);
  area.setAttribute(
    'd',
    `M ${start.toFixed(1)} ${HEIGHT} L ${line} L ${end.toFixed(1)} ${HEIGHT} Z`,
  );
}

function shapes(svg) {
  if (svg.childElementCount === 0) {
    svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    for (const name of ['area', 'line']) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', name);
      svg.append(path);
    }
  }
  return svg.children;
}
