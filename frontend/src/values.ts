// Searches the permissible values of an attribute while somebody types: the field offers what the server finds.
// <form data-values="address"> holds <input data-search="ATTRIBUTE">, or a <textarea data-search data-lines>,
// which gets a field of its own that adds a line. Without this script the link under the field shows the values.

const WAIT = 150;
const ENOUGH = 50;

export {};

interface Found {
  values: string[];
  hasMore: boolean;
}

function offer(field: HTMLInputElement, attribute: string, address: string): void {
  const list = document.createElement("datalist");
  list.id = `${field.id}-values`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer = 0;
  let latest = 0;

  async function search(): Promise<void> {
    const asked = ++latest;
    const query = new URLSearchParams({ attribute, q: field.value, format: "json" });
    const answer = await fetch(`${address}?${query.toString()}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== latest) return;
    const found = (await answer.json()) as Found;
    list.replaceChildren(...found.values.slice(0, ENOUGH).map((value) => new Option(value, value)));
  }

  const later = (): void => {
    window.clearTimeout(timer);
    // A failed search leaves the field as it is: what is typed is judged by the server anyway.
    timer = window.setTimeout(() => void search().catch(() => undefined), WAIT);
  };
  field.addEventListener("input", later);
  field.addEventListener("focus", later, { once: true });
}

function addLines(area: HTMLTextAreaElement, attribute: string, address: string): void {
  const row = document.createElement("div");
  row.className = "row adder";
  const field = document.createElement("input");
  field.type = "text";
  field.id = `${area.id}-adder`;
  field.autocomplete = "off";
  field.setAttribute("aria-label", `Search a value for ${attribute}`);
  field.placeholder = "Search a value";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = "Add";
  const add = (): void => {
    const value = field.value.trim();
    if (value === "") return;
    const lines = area.value.split("\n").filter((line) => line.trim() !== "");
    if (!lines.includes(value)) area.value = [...lines, value].join("\n");
    field.value = "";
    field.focus();
  };
  button.addEventListener("click", add);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  });
  row.append(field, button);
  area.after(row);
  offer(field, attribute, address);
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-values]")) {
  const address = form.dataset["values"] ?? "";
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-search]")) {
    const attribute = field.dataset["search"] ?? "";
    if (field instanceof HTMLTextAreaElement) addLines(field, attribute, address);
    else offer(field, attribute, address);
  }
}
