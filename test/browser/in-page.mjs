// Run in the page, where a browser's own objects are: Playwright sends each function there as it stands.

export function faint(selector) {
  const parse = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  let looked = 0;
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, textContent } = walker.currentNode;
    if (!textContent.trim() || element.closest('style, option, script')) continue;
    looked += 1;
    const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) found.push(`${textContent.trim().slice(0, 40)}: ${ratio.toFixed(1)}`);
  }
  if (looked < 20) found.push(`only ${looked} texts were looked at`);
  return found;
}

export const groundOf = (element) => getComputedStyle(element).backgroundColor;

export function putInto(html) {
  document.querySelector('main').innerHTML = html;
}

export function whatIsThere() {
  const everything = [...document.querySelectorAll('*')];
  return {
    owned: 'owned' in globalThis,
    strange: document.querySelectorAll('script, iframe, img, svg, use, object, meta, link').length,
    sheets: document.querySelectorAll('style').length,
    handlers: everything.flatMap((element) =>
      [...element.attributes].filter(
        ({ name, value }) => /^on/i.test(name) || /^\s*javascript:/i.test(value),
      ),
    ).length,
    actions: [...document.querySelectorAll('cwdb-action')].map((action) => action.getAttribute('endpoint')),
    text: document.body.innerText,
  };
}

/** How much wider than the screen the page is, in CSS pixels: 0 where nothing has to be pushed aside to be read. */
export const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

export const scrolled = () => window.scrollY;

/** What a person has selected, as copying takes it. */
export const selected = () => String(window.getSelection());
