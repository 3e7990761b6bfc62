import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../places.ts';
import type { Configuration } from './task-messages.ts';

export const configurationFile = (service: string): string => join(places.run, `${service}.json`);

/** Releases a configuration to a service; its tasks read it at once, and so do new ones. */
export const release = (service: string, configuration: Configuration): void =>
  writeFileSync(configurationFile(service), JSON.stringify(configuration));
