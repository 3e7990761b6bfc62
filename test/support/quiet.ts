// Metrics are written to the log: nobody reads it here.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
