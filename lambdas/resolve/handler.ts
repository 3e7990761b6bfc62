import { channelServices, openChannels, readBeside, roadsFor } from '../page/channels.ts';
import { channelsFile } from '../page/contract.ts';
import { now, sns } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { publish } from '../shared/publish.ts';
import type { ResolveRoads } from '../shared/resolve.ts';
import { required, variables } from '../shared/variables.ts';
import { ResolveInput } from './contract.ts';
import { resolve } from './resolve.ts';

const topics = sns();
const noticeTopic = required(variables.noticeTopic);

const services: ResolveRoads = {
  database: openDatabase(required(variables.table)),
  resolving: roadsFor(
    'resolved',
    openChannels(readBeside(import.meta.url, channelsFile), channelServices(topics, now)),
  ),
  notice: (page) => publish(topics, noticeTopic, page),
  now,
};

export const handler = stageHandler(ResolveInput, (input) => resolve(input, services));
