// Puts the payment provider's form into the page and sends what was entered to the provider alone.
// What came of the payment is not decided here: the page of the outcome shows what the platform knows.
"use strict";

(() => {
  const form = document.getElementById("payment");
  if (!form) return;
  const message = document.getElementById("payment-message");
  const button = form.querySelector("button");
  const { key, secret, outcome, language } = form.dataset;

  const say = (text) => {
    message.textContent = text;
    message.hidden = text === "";
  };

  if (typeof window.Stripe !== "function") {
    say(form.dataset.unreachable);
    return;
  }
  const stripe = window.Stripe(key, { locale: language });
  const elements = stripe.elements({ clientSecret: secret });
  const element = elements.create("payment");
  element.on("ready", () => {
    button.disabled = false;
  });
  element.on("loaderror", () => say(form.dataset.unreachable));
  element.mount("#payment-element");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    // One click is one attempt.
    button.disabled = true;
    say("");
    const returnUrl = new URL(outcome, window.location.href).href;
    try {
      const { error } = await stripe.confirmPayment({
        elements,
        confirmParams: { return_url: returnUrl },
      });
      // Without an error the provider has led on to the outcome by now.
      if (error) say(error.message || form.dataset.failed);
    } catch {
      say(form.dataset.failed);
    }
    button.disabled = false;
  });
})();
