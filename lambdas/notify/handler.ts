import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { channelServices, openChannels, pathsFor } from '#channel/channels';
import { now, sns } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { publish } from '#core/page/publish';
import { NoticeEvent, Owners, ownersFile } from './contract.ts';
import { type NotifyServices, notify } from './notify.ts';

const topics = sns();
const noticeTopic = required(variables.noticeTopic);
const services = channelServices(topics, now);
const owners = z.parse(Owners, JSON.parse(readFileSync(new URL(ownersFile, import.meta.url), 'utf8')));

const paths: NotifyServices = {
  channels: Object.fromEntries(
    Object.entries(owners).map(([owner, uses]) => [owner, pathsFor('notice', openChannels(uses, services))]),
  ),
  everybody: (page) => publish(topics, noticeTopic, page),
};

export const handler = stageHandler(NoticeEvent, (event) => notify(event, paths));
