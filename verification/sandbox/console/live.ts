import { callWidget } from '../widget.ts';
import type { World } from '../world.ts';
import { type Served, serveConsole } from './server.ts';

/** Serves the deployed widget, over the emulator's table and under its own role, and what the phones got. */
export const serveLive = ({ aws, phones }: Pick<World, 'aws' | 'phones'>): Promise<Served> =>
  serveConsole({ widget: (event) => callWidget(aws, event), messages: () => phones.messages });
