using System.Text.Json;
using System.Text.Json.Serialization;

namespace Merlon.ScriptedModel;

/// <summary>
/// A script in a file: <c>{"answers": [{"when": "…", "times": 1, "refusesForm": false, "answer": {"text": "…"}}]}</c>.
/// The first answer counts whose words are in the question and which was not given too often.
/// </summary>
public sealed record Script(IReadOnlyList<Script.Line> Answers)
{
    static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    readonly Dictionary<Line, int> _given = [];

    /// <param name="When">Words of the question; null for any.</param>
    /// <param name="Times">Null for as often as it is asked.</param>
    /// <param name="RefusesForm">Whether it counts only where the answer is to have a form.</param>
    public sealed record Line(ScriptedAnswer Answer, string? When = null, int? Times = null, bool RefusesForm = false);

    /// <exception cref="JsonException">It is no script.</exception>
    public static Script Read(string json) =>
        JsonSerializer.Deserialize<Script>(json, Form) ?? throw new JsonException("expected an object");

    public ScriptedAnswer Answer(ModelRequest request)
    {
        lock (_given)
        {
            var line = Answers.FirstOrDefault(line => Counts(line, request));
            if (line is null) return new() { Status = 500, Error = "the script has no answer to this" };

            _given[line] = _given.GetValueOrDefault(line) + 1;
            return line.RefusesForm ? new() { Status = 400, Error = "the form is not supported" } : line.Answer;
        }
    }

    bool Counts(Line line, ModelRequest request) =>
        (line.When is null || request.Question.Contains(line.When, StringComparison.OrdinalIgnoreCase))
        && (line.Times is not { } times || _given.GetValueOrDefault(line) < times)
        && (!line.RefusesForm || request.HasForm);
}
