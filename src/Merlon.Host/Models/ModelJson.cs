using System.Text.Json;

namespace Merlon.Host.Models;

/// <summary>What may stand in JSON of a model server, which may be anything.</summary>
static class ModelJson
{
    extension(JsonElement json)
    {
        /// <summary>Null when there is none, or when it is of another kind.</summary>
        public string? Text(string name) =>
            json.Property(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

        /// <summary>Null for none at all, too: servers that do not count say 0.</summary>
        public long? Count(string name) => json.Property(name) is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt64(out var count) && count > 0 ? count : null;

        public bool IsTrue(string name) => json.Property(name)?.ValueKind is JsonValueKind.True;

        public JsonElement? Property(string name) =>
            json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

        /// <summary>Of the forms in which servers tell errors; null when it tells none.</summary>
        public string? ErrorText() => json.Text("error") ?? json.Property("error")?.Text("message")
            ?? json.Text("message") ?? json.Text("detail");
    }
}
