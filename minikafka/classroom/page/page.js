// The page of a class: the cards of a notebook, without a notebook. What they show comes as server-sent events.
import cards from "./card.js";

const listeners = new Set();
const away = document.getElementById("away");
let shown = [];

const model = {
  get: (name) => (name === "cards" ? shown : false),
  on: (_name, listener) => listeners.add(listener),
  off: (_name, listener) => listeners.delete(listener),
  send: (message) =>
    fetch("press", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    }),
};

const events = new EventSource("events");
events.onopen = () => (away.hidden = true);
events.onerror = () => (away.hidden = false);
events.onmessage = (event) => {
  shown = JSON.parse(event.data);
  for (const listener of listeners) listener();
};

cards.render({ model, el: document.querySelector("main") });
