// Texts, and shapes of the time lines, that do not stand out from what is behind them, as WCAG AA wants: 4.5 to 1, and
// 3 to 1 for large texts and shapes.
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});

function toRgba(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function over(above, below) {
  return [0, 1, 2].map(i => above[i] * above[3] + below[i] * (1 - above[3])).concat(1);
}

function backgroundOf(element) {
  const own = toRgba(getComputedStyle(element).backgroundColor);
  if (own[3] === 1) return own;
  return over(own, element.parentElement ? backgroundOf(element.parentElement) : [255, 255, 255, 1]);
}

function luminance(rgb) {
  const [red, green, blue] = rgb.slice(0, 3).map(value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const weak = new Set();
for (const element of document.querySelectorAll('body *')) {
  const style = getComputedStyle(element);
  const drawn = element instanceof SVGElement;
  const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const isShape = ['use', 'circle'].includes(element.tagName) && element.closest('.timeline');
  if (element.tagName === 'title' || !(hasText || isShape) || !element.getClientRects().length) continue;
  const color = drawn ? (isShape && style.fill === 'none' ? style.stroke : style.fill) : style.color;
  const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  // The state's band lies behind what is drawn.
  let background = backgroundOf(drawn ? element.closest('figure') : element);
  const band = drawn && element.closest('.timeline').querySelector('.band rect');
  const backgrounds = [background];
  if (band) {
    const tint = toRgba(getComputedStyle(band).fill);
    tint[3] = Number(getComputedStyle(band).fillOpacity);
    backgrounds.push(over(tint, background));
  }
  const ring = isShape && element.classList.contains('ring');
  const least = Math.min(...backgrounds.map(b => contrast(toRgba(ring ? style.stroke : color), b)));
  if (least < (isLarge || isShape ? 3 : 4.5)) {
    weak.add(`${element.tagName}.${element.getAttribute('class')} ${least.toFixed(2)} ` +
             `${element.textContent.trim().slice(0, 30)}`);
  }
}
return [...weak];
