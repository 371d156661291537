using System.Text;
using System.Text.Json.Nodes;

namespace Merlon.RootCause.Exports;

/// <summary>The steps of one playbook, each made after the steps that it leads to.</summary>
/// <param name="playbook">What all ids hang on.</param>
sealed class CacaoWorkflow(Guid playbook)
{
    readonly List<(string Id, JsonObject Step)> _steps = [];
    readonly SortedSet<string> _activities = new(StringComparer.Ordinal);

    public Guid Playbook => playbook;

    public JsonObject Variables { get; } = [];
    public JsonArray Activities => [.. _activities.Select(activity => JsonValue.Create(activity))];

    public string Agent => Id("individual", "administrator");
    public string Target => Id("security-category", "firewall");

    public static JsonObject Administrator => new()
    {
        ["type"] = "individual",
        ["name"] = "firewall administrator",
        ["description"] = "may change the firewall's rules, and knows what must go on working",
    };

    public static JsonObject Firewall => new()
    {
        ["type"] = "security-category",
        ["name"] = "the firewall whose rules were read",
        ["category"] = new JsonArray("firewall"),
    };

    public void Declare(string variable, string description) => Variables[variable] = new JsonObject
    {
        ["type"] = "bool",
        ["description"] = description,
        ["value"] = "false",
        ["constant"] = false,
    };

    /// <summary>All steps, the first first.</summary>
    public JsonObject ToJson() =>
        new(_steps.AsEnumerable().Reverse().Select(step => KeyValuePair.Create<string, JsonNode?>(step.Id, step.Step)));

    public string Start(string next) => Keep("start", "start", new() { ["on_completion"] = next });

    public string End(string name) => Keep("end", name, []);

    /// <param name="activity">What all its commands do, by CACAO's vocabulary.</param>
    /// <param name="result">The variable that it sets; null for none.</param>
    public string Action(
        string name, string activity, IReadOnlyList<JsonObject> commands, string next, string? result = null)
    {
        _activities.Add(activity);
        var step = new JsonObject
        {
            ["on_completion"] = next,
            ["commands"] = new JsonArray([.. commands]),
            ["agent"] = Agent,
            ["targets"] = new JsonArray(Target),
        };
        if (result is not null) step["out_args"] = new JsonArray(result);
        return Keep("action", name, step);
    }

    public string If(string name, string condition, string onTrue, string onFalse, string next) =>
        Keep("if-condition", name, new()
        {
            ["condition"] = condition,
            ["on_true"] = onTrue,
            ["on_false"] = onFalse,
            ["on_completion"] = next,
        });

    /// <summary>A command that is a sentence.</summary>
    public static JsonObject Said(string activity, string text) => new()
    {
        ["type"] = "manual",
        ["playbook_activity"] = activity,
        ["command"] = text,
    };

    /// <summary>A command whose text holds as it is, quotes, line ends and all; so base64, as CACAO asks for.</summary>
    public static JsonObject Exact(string activity, string description, string text) => new()
    {
        ["type"] = "manual",
        ["description"] = $"{description}\n{text}",
        ["playbook_activity"] = activity,
        ["command_b64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
    };

    string Keep(string type, string name, JsonObject says)
    {
        var step = new JsonObject { ["type"] = type, ["name"] = name };
        foreach (var (property, value) in says.ToList()) step[property] = value?.DeepClone();
        var id = Id(type, name);
        _steps.Add((id, step));
        return id;
    }

    // Of steps CACAO takes version 4 alone.
    string Id(string type, string name) => $"{type}--{NamedUuid.Unmarked(playbook, $"{type} {name}")}";
}
