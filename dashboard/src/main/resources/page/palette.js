// Colours for what is drawn, read from the style sheet, so that there is one place for them.

const names = ['bg', 'panel', 'line', 'text', 'soft', 'up', 'down', 'vwap', 'micro', 'revised', 'gap', 'repaired', 'good', 'warn', 'bad', 'accent'];

export let palette = {};

let hatches = {};

export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  palette = Object.fromEntries(names.map(name => [name, style.getPropertyValue('--' + name).trim()]));
  hatches = {};
}

/** Diagonal lines: what is missing must show without colour as well. */
export function hatch(color) {
  hatches[color] ??= (() => {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const draw = tile.getContext('2d');
    draw.globalAlpha = 0.16;
    draw.fillStyle = color;
    draw.fillRect(0, 0, 8, 8);
    draw.globalAlpha = 0.85;
    draw.strokeStyle = color;
    draw.lineWidth = 1.6;
    draw.beginPath();
    for (const x of [-8, 0, 8]) {
      draw.moveTo(x, 8);
      draw.lineTo(x + 8, 0);
    }
    draw.stroke();
    return tile;
  })();
  return hatches[color];
}

const THEMES = ['auto', 'light', 'dark'];
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

function apply(theme) {
  const dark = theme === 'dark' || (theme === 'auto' && darkSystem.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  readPalette();
}

/** The button that goes through the themes; the choice is kept in this browser. */
export function themeButton(button, changed) {
  let theme = localStorage.getItem('theme') ?? 'auto';
  if (!THEMES.includes(theme)) theme = 'auto';
  const show = () => {
    apply(theme);
    button.textContent = 'Theme: ' + theme;
    changed();
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    localStorage.setItem('theme', theme);
    show();
  });
  darkSystem.addEventListener('change', show);
  show();
}
