import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');

/** How GitHub names the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsIn(file: string): string[] {
  const headings = withoutCode(readFileSync(file, 'utf8')).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) => anchorOf(heading));
}

/** The links of a page to files of this repository that lead nowhere. */
function brokenIn(page: string): string[] {
  const links = withoutCode(readFileSync(page, 'utf8')).matchAll(
    /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g,
  );
  return [...links]
    .filter(([, path = '', anchor]) => {
      const target = path ? join(dirname(page), path) : page;
      return !existsSync(target) || (anchor && target.endsWith('.md') && !anchorsIn(target).includes(anchor));
    })
    .map(([link]) => link);
}

test.each(pages)('every link of %s to a file of ours leads to it, and to a heading that it has', (page) => {
  expect(brokenIn(page)).toEqual([]);
});
