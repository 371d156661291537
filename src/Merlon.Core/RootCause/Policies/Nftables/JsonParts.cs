using System.Text.Json;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>Looks into JSON that may be anything.</summary>
static class JsonParts
{
    extension(JsonElement value)
    {
        /// <summary>A field of an object; null where this is none, or has no such field.</summary>
        public JsonElement? Field(string name) =>
            value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var found) ? found : null;

        /// <summary>A field that is a text; null where it is not.</summary>
        public string? TextField(string name) => value.Field(name)?.Text;

        public string? Text => value.ValueKind is JsonValueKind.String ? value.GetString() : null;

        public int? Number =>
            value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

        /// <summary>A text, or a number as it stands; null for all else.</summary>
        public string? Plain => value.Text ?? (value.ValueKind is JsonValueKind.Number ? value.GetRawText() : null);

        /// <summary>What is in an array; nothing where this is none.</summary>
        public IReadOnlyList<JsonElement> Items =>
            value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

        /// <summary>The one field of an object, as each expression is written; an empty name for all else.</summary>
        public (string Name, JsonElement Value) Only() =>
            value.ValueKind is JsonValueKind.Object && value.EnumerateObject() is var fields && fields.MoveNext()
                ? (fields.Current.Name, fields.Current.Value) : ("", value);
    }
}
