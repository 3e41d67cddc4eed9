// A zone that files are dropped on: marked while something is above it.

export function acceptDrops(zone: HTMLElement, take: (dropped: DataTransfer) => void): void {
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.dataset["over"] = "";
  });
  zone.addEventListener("dragleave", () => delete zone.dataset["over"]);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset["over"];
    if (event.dataTransfer !== null) take(event.dataTransfer);
  });
}
