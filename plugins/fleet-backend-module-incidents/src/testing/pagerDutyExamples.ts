/**
 * The payload of a webhook is the example of PagerDuty's own documentation, https://developer.pagerduty.com/docs/webhooks-overview ("Webhook Payload"), with
 * times and ids moved to what a test tells. The incident of the REST API is that example with the fields that its published answers have beside it,
 * and entries of the log are the fewest fields that are read: neither was compared with PagerDuty itself.
 */

/** An incident as a webhook tells it. */
export function webhookIncident(more: Record<string, unknown> = {}) {
  return {
    id: 'PGR0VU2',
    type: 'incident',
    self: 'https://api.pagerduty.com/incidents/PGR0VU2',
    html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
    number: 2,
    status: 'triggered',
    incident_key: 'd3640fbd41094207a1c11e58e46b1662',
    created_at: '2020-04-09T15:16:27Z',
    title: 'A little bump in the road',
    service: {
      html_url: 'https://acme.pagerduty.com/services/PF9KMXH',
      id: 'PF9KMXH',
      self: 'https://api.pagerduty.com/services/PF9KMXH',
      summary: 'API Service',
      type: 'service_reference',
    },
    assignees: [
      {
        html_url: 'https://acme.pagerduty.com/users/PTUXL6G',
        id: 'PTUXL6G',
        self: 'https://api.pagerduty.com/users/PTUXL6G',
        summary: 'User 123',
        type: 'user_reference',
      },
    ],
    priority: {
      html_url: 'https://acme.pagerduty.com/account/incident_priorities',
      id: 'PSO75BM',
      self: 'https://api.pagerduty.com/priorities/PSO75BM',
      summary: 'P1',
      type: 'priority_reference',
    },
    urgency: 'high',
    conference_bridge: {
      conference_number: '+1 1234123412,,987654321#',
      conference_url: 'https://example.com',
    },
    resolve_reason: null,
    ...more,
  };
}

/** A message of a webhook. */
export function webhookMessage(
  type: string,
  occurredAt: string,
  data: unknown = webhookIncident(),
) {
  return {
    event: {
      id: '5ac64822-4adc-4fda-ade0-410becf0de4f',
      event_type: type,
      resource_type: 'incident',
      occurred_at: occurredAt,
      agent: {
        html_url: 'https://acme.pagerduty.com/users/PLH1HKV',
        id: 'PLH1HKV',
        self: 'https://api.pagerduty.com/users/PLH1HKV',
        summary: 'Tenex Engineer',
        type: 'user_reference',
      },
      client: { name: 'PagerDuty' },
      data,
    },
  };
}

/** An incident as the REST API tells it. */
export function apiIncident(more: Record<string, unknown> = {}) {
  return {
    ...webhookIncident(),
    incident_number: 2,
    updated_at: '2020-04-09T15:16:27Z',
    last_status_change_at: '2020-04-09T15:16:27Z',
    resolved_at: null,
    acknowledgements: [],
    ...more,
  };
}
