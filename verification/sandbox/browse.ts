import { type IncomingMessage, request } from 'node:http';
import { linkTitle } from '#core/people/links';
import type { PhoneMessage } from './phones.ts';

/** What a browser on a phone gets. */
export interface Got {
  readonly status: number;
  readonly text: string;
}

/** The link for answering a message. @throws Error if it has none */
export function linkIn({ body }: PhoneMessage): URL {
  const [, link] = new RegExp(`^${linkTitle}: (https://\\S+)$`, 'm').exec(body) ?? [];
  if (!link) throw new Error(`No link to answer by:\n${body}`);
  return new URL(link);
}

/**
 * Opens a link in the local AWS. Its host does not resolve in DNS, so the request goes to the emulator, which finds the function
 * URL by the Host header, as AWS does.
 */
export const open = (endpoint: string, link: URL): Promise<Got> => send(endpoint, link);

/**
 * Presses a button on an opened page: sends its form unchanged, even if the page is out of date.
 * @throws Error if the page has no such button
 */
export async function press(endpoint: string, link: URL, page: Got, label: string): Promise<Got> {
  const [, path, name, value] =
    new RegExp(
      `<form method="post" action="([^"]+)"><input type="hidden" name="(\\w+)" value="([\\w-]+)"><button[^>]*>${label}</button>`,
    ).exec(page.text) ?? [];
  if (!path || !name || !value) throw new Error(`The page has no button "${label}"`);
  return send(endpoint, new URL(path, link), new URLSearchParams({ [name]: value }).toString());
}

async function send(endpoint: string, to: URL, form?: string): Promise<Got> {
  const { hostname, port } = new URL(endpoint);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      host: to.host,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const method = form === undefined ? 'GET' : 'POST';
    request({ hostname, port, method, path: to.pathname, headers }, resolve).once('error', reject).end(form);
  });
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return { status: answer.statusCode ?? 0, text };
}
