import { channelServices, openChannels, pathsFor, readBeside } from '#channel/channels';
import { now, sns } from '#core/aws/clients';
import { handlerOf } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { publish } from '#core/page/publish';
import type { ResolvePaths } from '#core/page/resolve';
import type { UpdateWays } from '#core/page/update';
import { openDatabase } from '#core/table/database';
import { channelsFile } from '../page/contract.ts';
import { resolveInputs } from './inputs.ts';

const topics = sns();
const noticeTopic = required(variables.noticeTopic);

const declared = openChannels(readBeside(import.meta.url, channelsFile), channelServices(topics, now));

const services: ResolvePaths & UpdateWays = {
  database: openDatabase(required(variables.table)),
  resolving: pathsFor('resolved', declared),
  updating: { update: pathsFor('update', declared), acknowledged: pathsFor('acknowledged', declared) },
  notice: (page) => publish(topics, noticeTopic, page),
  now,
};

export const handler = handlerOf(resolveInputs, services);
