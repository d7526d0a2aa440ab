// What the page asks of the sandbox server.

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/sandbox/${path}`, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    const problem = new Error(answer.error || answer.description || response.statusText);
    problem.status = response.status;
    throw problem;
  }
  return answer;
}

export const sandbox = {
  world: (after) => ask(`world?after=${after}`),
  calls: (after) => ask(`calls?after=${after}`),
  say: (what) => ask("say", what),
  press: (what) => ask("press", what),
  edit: (what) => ask("edit", what),
  remove: (what) => ask("delete", what),
  react: (what) => ask("react", what),
  topic: (what) => ask("topic", what),
  block: (what) => ask("block", what),
  person: (what) => ask("people", what),
  reset: () => ask("reset", {}),
};

const RETRY = 1500;

// Calls onnews(fresh) whenever the world may have changed; fresh is true after a lost connection,
// since a restarted server counts from the beginning and may already have passed our number.
export function listen(onnews, onstate) {
  const source = new EventSource("/sandbox/events");
  source.onopen = () => {
    onstate(true);
    onnews(true);
  };
  source.onmessage = () => onnews(false);
  source.onerror = () => {
    onstate(false);
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(() => listen(onnews, onstate), RETRY);
  };
}
