using System.Text.Json;

namespace Merlon.Knowledge.Attack;

/// <summary>
/// Reads ATT&amp;CK as MITRE publishes it (a bundle of STIX 2, <c>enterprise-attack.json</c>), or in a short form: an
/// object of techniques, mitigations and tactics by their ids. What is revoked or deprecated is left out.
/// </summary>
/// <remarks>Streams: memory holds the texts that are kept, up to a bound, and nothing else.</remarks>
public sealed class AttackReader
{
    const string Expected = "expected ATT&CK as STIX (enterprise-attack.json), gzipped or not";

    readonly JsonTokens _json;
    readonly AttackDraft _draft;
    readonly Action<int> _tell;

    AttackReader(Stream input, Action<int> tell)
    {
        (_json, _tell) = (new(input), tell);
        _draft = new(_json);
    }

    /// <param name="tell">Is told how many objects were read.</param>
    /// <param name="fault">What is wrong, with the line, and what was expected; null for nothing.</param>
    public static AttackBundle? Read(Stream input, out string? fault, Action<int>? tell = null)
    {
        try
        {
            fault = null;
            return new AttackReader(input, tell ?? (_ => { })).Read();
        }
        catch (FormatException e)
        {
            fault = $"{e.Message}; {Expected}";
            return null;
        }
    }

    AttackBundle Read()
    {
        if (!_json.Read()) throw _json.Fault("nothing in it");
        if (_json.Kind is not JsonTokenType.StartObject) throw _json.Fault("not an object of JSON");

        foreach (var name in _json.Properties()) ReadPart(name);
        if (_json.Read()) throw _json.Fault("more after its end");
        return _draft.Bundle() ?? throw _json.Fault("no technique in it");
    }

    void ReadPart(string name)
    {
        switch (name)
        {
            case "objects":
                foreach (var kind in _json.Values()) ReadObject(kind);
                break;
            case "techniques" or "mitigations" or "tactics":
                ReadShort(name[..^1]);
                break;
            case "version":
                if (_json.String() is { } version) _draft.Version = version;
                break;
            default:
                _json.SkipValue();
                break;
        }
    }

    void ReadObject(JsonTokenType kind)
    {
        if (kind is not JsonTokenType.StartObject)
        {
            _json.SkipRest();
            return;
        }

        var stix = new AttackObject();
        foreach (var name in _json.Properties()) ReadProperty(stix, name);
        Add(stix);
    }

    void ReadProperty(AttackObject stix, string name)
    {
        switch (name)
        {
            case "type": stix.Type = _json.String(); break;
            case "name": stix.Name = _json.String(); break;
            case "description" or "text": stix.Description = _json.String(); break;
            case "x_mitre_version": stix.Version = _json.String(); break;
            case "x_mitre_shortname" or "short": stix.ShortName = _json.String(); break;
            case "external_references":
                stix.Id = Those("source_name", "mitre-attack", "external_id").FirstOrDefault();
                break;
            case "kill_chain_phases":
                stix.Tactics.AddRange(Those("kill_chain_name", "mitre-attack", "phase_name"));
                break;
            case "tactics":
                foreach (var kind in _json.Values(isKept: true))
                {
                    if (kind is JsonTokenType.String) stix.Tactics.Add(_json.Text);
                    else _json.SkipRest();
                }

                break;
            case "revoked" or "x_mitre_deprecated":
                _json.Read();
                stix.IsGone |= _json.IsTrue;
                _json.SkipRest();
                break;
            default: _json.SkipValue(); break;
        }
    }

    // Of the objects of an array, those that have a value under a key: what each has under another.
    List<string> Those(string key, string value, string wanted)
    {
        var found = new List<string>();
        foreach (var kind in _json.Values())
        {
            if (kind is not JsonTokenType.StartObject)
            {
                _json.SkipRest();
                continue;
            }

            var (isMeant, text) = (false, (string?)null);
            foreach (var name in _json.Properties())
            {
                if (name == key) isMeant = _json.String() == value;
                else if (name == wanted) text = _json.String();
                else _json.SkipValue();
            }

            if (isMeant && text is not null) found.Add(text);
        }

        return found;
    }

    void ReadShort(string type)
    {
        _json.Read();
        if (_json.Kind is not JsonTokenType.StartObject)
        {
            _json.SkipRest();
            return;
        }

        foreach (var id in _json.Properties())
        {
            _json.Read();
            if (_json.Kind is not JsonTokenType.StartObject)
            {
                _json.SkipRest();
                continue;
            }

            var one = new AttackObject { Type = type, Id = id };
            foreach (var name in _json.Properties()) ReadProperty(one, name);
            one.Id = id;
            one.Type = type;
            Add(one);
        }
    }

    void Add(AttackObject one)
    {
        _draft.Add(one);
        _tell(_draft.Seen);
    }
}
