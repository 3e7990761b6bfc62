/** Ids of the actions that the scenarios expect. */
export const restartEcsTasks = 'restart-ecs-tasks';
export const flushRedisCache = 'flush-redis-cache';
export const failOverAuroraCluster = 'fail-over-aurora-cluster';
