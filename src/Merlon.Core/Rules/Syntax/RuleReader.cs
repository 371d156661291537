using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>
/// Reads one rule: what follows <c>-A CHAIN</c>. Options come in any order, may be shortened as long as they stay
/// unique, and may have their value attached, as getopt_long(3) has it.
/// </summary>
/// <remarks>Lists of addresses stand for one rule each, as with iptables.</remarks>
/// <param name="chains">The chains that are there so far; another name may still be that of a target.</param>
public sealed class RuleReader(IpFamily family, string table, string chain, ICollection<string> chains)
{
    readonly List<Loaded> _matches = [];
    readonly List<Negatable<AddressMask>> _sources = [];
    readonly List<Negatable<AddressMask>> _destinations = [];
    Loaded? _target;
    Rule _rule = new();
    bool _hasTarget;
    string? _protocolName;
    bool _isForOtherFamily;

    List<Word> _words = [];
    int _next;
    bool _isNegated;

    /// <summary>The rules that the words say; none when they are for the other family (<c>-4</c>, <c>-6</c>).</summary>
    /// <returns>False when they make no sense; the fault then says why.</returns>
    public bool TryRead(List<Word> words, int first, int line, out IReadOnlyList<Rule> rules, out Fault fault)
    {
        (_words, _next) = (words, first);
        rules = [];
        fault = default;
        try
        {
            while (_next < words.Count && !_isForOtherFamily) ReadNext();   // the rest makes no sense here
            if (_isNegated) throw new Misread(words[^1], new("'!' stands alone", "an option after it"));
            if (!_isForOtherFamily) rules = Finished(line);
            return true;
        }
        catch (Misread misread)
        {
            var (message, expected, offset) = misread.Problem;
            fault = new(line, misread.At.Column + offset, message, expected);
            return false;
        }
    }

    void ReadNext()
    {
        var word = _words[_next++];
        if (word.Text == "!")
        {
            if (_isNegated) throw new Misread(word, new("two '!' in a row", "one"));
            _isNegated = true;
            return;
        }

        if (word.Text.StartsWith("--", StringComparison.Ordinal) && word.Text.Length > 2) ReadLong(word);
        else if (word.Text is ['-', _, ..] and not "--") ReadShort(word);
        else throw new Misread(word, new($"'{word.Text}' stands here without an option", "an option, or nothing more"));
        _isNegated = false;
    }

    void ReadLong(Word word)
    {
        var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word.Text : word.Text[..equals];
        Word? attached = equals < 0 ? null : new(word.Text[(equals + 1)..], word.Column + equals + 1);
        var found = Find(name, word) ?? (LoadProtocolMatch() ? Find(name, word) : null)
            ?? throw new Misread(word, Unknown(name));
        if (found.Option is { } option) ReadOption(found.In!, option, found.Name, word, attached);
        else ReadBasic(BasicOptions.Letter(found.Name), word, attached);
    }

    void ReadShort(Word word)
    {
        var letter = word.Text[1];
        if (!BasicOptions.IsKnown(letter))
            throw new Misread(word, new($"there is no option -{letter}", BasicOptions.Usage));

        var rest = word.Text[2..];
        if (BasicOptions.TakesValue(letter))
        {
            ReadBasic(letter, word, rest.Length > 0 ? new(rest, word.Column + 2) : null);
            return;
        }

        ReadBasic(letter, word, null);
        _isNegated = false;
        if (rest.Length > 0) ReadShort(new("-" + rest, word.Column + 1));
    }

    void ReadBasic(char letter, Word word, Word? attached)
    {
        if (_isNegated && !BasicOptions.IsNegatable(letter))
            throw new Misread(word, new($"'!' cannot stand before {word.Text}", "no '!'"));

        switch (letter)
        {
            case 's':
                ReadAddresses(_sources, word, Value(word, attached));
                break;
            case 'd':
                ReadAddresses(_destinations, word, Value(word, attached));
                break;
            case 'i':
                Once(word, _rule.InInterface is null);
                _rule = _rule with { InInterface = ReadInterface(word, Value(word, attached)) };
                break;
            case 'o':
                Once(word, _rule.OutInterface is null);
                _rule = _rule with { OutInterface = ReadInterface(word, Value(word, attached)) };
                break;
            case 'p':
                Once(word, _protocolName is null);
                ReadProtocol(Value(word, attached));
                break;
            case 'f':
                Once(word, _rule.Fragment is null);
                if (family is IpFamily.V6) throw new Misread(word, new("-f is for IPv4", "-m frag"));
                _rule = _rule with { Fragment = !_isNegated };
                break;
            case 'c':
                ReadCounters(Value(word, attached));
                break;
            case 'm':
                _matches.Add(Load(Value(word, attached)));
                break;
            case 'j':
                ReadJump(word, Value(word, attached));
                break;
            case 'g':
                ReadGoto(word, Value(word, attached));
                break;
            case '4' or '6':
                _isForOtherFamily |= letter == '4' != family is IpFamily.V4;
                break;
            default:
                throw new Misread(word, new($"{word.Text} has no place in a rule", BasicOptions.Usage));
        }
    }

    void ReadAddresses(List<Negatable<AddressMask>> addresses, Word word, Word value)
    {
        Once(word, addresses.Count == 0);
        var offset = 0;
        var texts = value.Text.Split(',');
        foreach (var text in texts)
        {
            if (!AddressSyntax.TryRead(text, family, out var address, out var problem))
                throw new Misread(value, problem with { Offset = problem.Offset + offset });
            if (_isNegated && address.IsEverything) throw new Misread(value, new("no packet can match this", "no '!'"));

            addresses.Add(new(address, _isNegated));
            offset += text.Length + 1;
        }

        Negatable<AddressMask>[] all = [.. _sources, .. _destinations];
        if ((_sources.Count > 1 || _destinations.Count > 1) && all.Any(one => one.IsNegated))
            throw new Misread(value, new("'!' cannot stand beside a list of addresses", "a rule for each"));
    }

    Negatable<string> ReadInterface(Word word, Word value)
    {
        var isIn = word.Text is ['-', 'i', ..] or ['-', '-', 'i', ..];
        var impossible = isIn ? chain is "OUTPUT" or "POSTROUTING" : chain is "INPUT" or "PREROUTING";
        if (impossible)
        {
            throw new Misread(word, new(
                $"packets in {chain} have no {(isIn ? "input" : "output")} interface", isIn ? "-o" : "-i"));
        }

        if (value.Text.Length == 0) throw new Misread(value, new("an interface without a name", "its name"));
        if (System.Text.Encoding.UTF8.GetByteCount(value.Text) <= InterfaceName.MaxLength)
            return new(value.Text, _isNegated);
        throw new Misread(value, new(
            $"'{value.Text}' is too long for an interface", $"at most {InterfaceName.MaxLength} bytes"));
    }

    void ReadProtocol(Word value)
    {
        if (!ProtocolNames.TryRead(value.Text, out var protocol))
        {
            throw new Misread(
                value, Nearest.Problem($"there is no protocol '{value.Text}'", value.Text, ProtocolNames.All));
        }

        if (protocol == 0 && _isNegated) throw new Misread(value, new("no packet can match this", "no '!'"));

        _protocolName = value.Text.ToLowerInvariant();
        if (protocol != 0) _rule = _rule with { Protocol = new(protocol, _isNegated) };
    }

    void ReadCounters(Word value)
    {
        var comma = value.Text.IndexOf(',', StringComparison.Ordinal);
        var first = comma < 0 ? value.Text : value.Text[..comma];
        var second = comma >= 0 ? value.Text[(comma + 1)..]
            : _next < _words.Count && _words[_next].Text is not ['-' or '!', ..] ? _words[_next++].Text : "";
        if (Numbers.ReadLeading(first) is not { } packets || Numbers.ReadLeading(second) is not { } bytes)
            throw new Misread(value, new("these are no counters", "packets,bytes"));
        _rule = _rule with { Counters = new(packets, bytes) };
    }

    void ReadJump(Word word, Word value)
    {
        Once(word, !_hasTarget);
        _hasTarget = true;
        Target? plain = value.Text switch
        {
            "ACCEPT" => new Target.Decide(Verdict.Accept),
            "DROP" => new Target.Decide(Verdict.Drop),
            "RETURN" => new Target.Return(),
            _ => null,
        };
        var isJump = plain is null && chains.Contains(value.Text);
        if (!isJump && Catalogue.TargetNamed(value.Text, family) is { } extension)
            _target = new(extension, value);
        else _rule = _rule with { Target = plain ?? new Target.Jump(ChainName(value)) };
    }

    void ReadGoto(Word word, Word value)
    {
        Once(word, !_hasTarget);
        _hasTarget = true;
        _rule = _rule with { Target = new Target.Goto(ChainName(value)) };
    }

    // A chain must be there before it is spoken of.
    string ChainName(Word value)
    {
        if (chains.Contains(value.Text)) return value.Text;
        string[] known = ["ACCEPT", "DROP", "RETURN", .. chains, .. Catalogue.TargetNames(family)];
        throw new Misread(
            value, Nearest.Problem($"there is no target or chain '{value.Text}' here", value.Text, known));
    }

    Loaded Load(Word value) =>
        Catalogue.MatchNamed(value.Text, family) is { } extension
            ? new(extension, value)
            : throw new Misread(value, Nearest.Problem(
                $"there is no match '{value.Text}'", value.Text, Catalogue.MatchNames(family)));

    // iptables loads the match of the protocol when an option would otherwise be unknown.
    bool LoadProtocolMatch()
    {
        if (_protocolName is null || _rule.Protocol is not { } protocol) return false;
        var extension = Catalogue.MatchOf(protocol.Value, _protocolName, family);
        if (extension is null || _matches.Exists(loaded => loaded.Extension == extension)) return false;

        _matches.Add(new(extension, _words[_next - 1]));
        return true;
    }

    void ReadOption(Loaded loaded, Option option, string name, Word word, Word? attached)
    {
        if (!option.MayRepeat && loaded.GivenLast.Any(given => given.Option == option))
            throw new Misread(word, new($"{option.Name} stands here a second time", "each option once"));
        if (_isNegated && !option.IsNegatable)
            throw new Misread(word, new($"'!' cannot stand before {option.Name}", "no '!'"));

        if (loaded.Extension.ProtocolComesFirst && _rule.Protocol is null)
            throw new Misread(word, new($"{option.Name} stands before the protocol", "-p before it"));
        if (!option.Follows.IsEmpty && !loaded.Given.Exists(given => option.Follows.Contains(given.Option.Name)))
            throw new Misread(word, new($"{option.Name} stands too early", $"{option.Follows[0]} before it"));

        var words = WordsOf(option, name, word, attached);
        loaded.Given.Add(option.Read(words, _isNegated, family, out var problem)
            ?? throw new Misread(words is [] ? word : words[0], problem));
    }

    Word[] WordsOf(Option option, string name, Word word, Word? attached)
    {
        foreach (var (shorthand, texts) in option.Shorthands)
        {
            if (shorthand == name) return [.. texts.Select(text => new Word(text, word.Column))];
        }

        var words = new List<Word>();
        while (words.Count < option.Words)
        {
            var isMissing = attached is null && (_next == _words.Count || _words[_next].Text is ['-' or '!', ..]);
            if (isMissing && words.Count >= option.FewestWords) break;
            words.Add(Value(word, words.Count == 0 ? attached : null));
        }

        return [.. words];
    }

    Word Value(Word word, Word? attached)
    {
        if (attached is { } value) return value;
        return _next < _words.Count
            ? _words[_next++]
            : throw new Misread(word, new($"nothing follows {word.Text}", "its value"));
    }

    static void Once(Word word, bool isFirst)
    {
        if (!isFirst) throw new Misread(word, new($"{word.Text} stands here a second time", "each option once"));
    }

    // An exact name wins; else the only one that begins so.
    (string Name, Loaded? In, Option? Option)? Find(string name, Word word)
    {
        var known = Known().ToList();
        foreach (var exact in known)
        {
            if (exact.Name == name) return exact;
        }

        var begun = known.Where(option => option.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        if (begun.Count == 0) return null;
        if (begun.TrueForAll(option => BasicOptions.AreSame(option, begun[0]))) return begun[0];

        var meant = string.Join(" or ", begun.Select(option => option.Name).Distinct());
        throw new Misread(word, new($"{name} may be {meant}", "the whole name"));
    }

    IEnumerable<(string Name, Loaded? In, Option? Option)> Known()
    {
        foreach (var name in BasicOptions.LongNames) yield return (name, null, null);

        var loaded = _target is null ? _matches : [.. _matches, _target];
        for (var i = loaded.Count - 1; i >= 0; i--)
        {
            foreach (var option in loaded[i].Extension.Options)
            {
                yield return (option.Name, loaded[i], option);
                foreach (var alias in option.Aliases) yield return (alias, loaded[i], option);
                foreach (var (shorthand, _) in option.Shorthands) yield return (shorthand, loaded[i], option);
            }
        }
    }

    Problem Unknown(string name)
    {
        var owners = Catalogue.OwnersOf(name, family).ToList();
        if (owners.Count > 0)
            return new($"{name} needs what it belongs to before it", string.Join(" or ", owners));
        return Nearest.Problem($"there is no option {name} here", name, Known().Select(option => option.Name));
    }

    List<Rule> Finished(int line)
    {
        var rule = _rule with { Line = line };
        foreach (var loaded in _matches) Finish(loaded, rule);
        if (_target is not null) Finish(_target, rule);

        rule = rule with
        {
            Matches = [.. _matches.Select(loaded => loaded.Match(family))],
            Target = _target?.Target(family) ?? rule.Target,
        };
        return [.. from source in OrAny(_sources)
                   from destination in OrAny(_destinations)
                   select rule with { Source = source, Destination = destination }];
    }

    // An address that takes in everything is no condition, and is not printed.
    static IEnumerable<Negatable<AddressMask>?> OrAny(List<Negatable<AddressMask>> addresses)
    {
        if (addresses.Count == 0) return [null];
        return addresses.Select(address => address.Value.IsEverything ? (Negatable<AddressMask>?)null : address);
    }

    void Finish(Loaded loaded, Rule rule)
    {
        if (ExtensionChecks.FirstProblem(loaded.Extension, loaded.Given, rule, family, table, chain) is { } problem)
            throw new Misread(loaded.At, problem);
    }
}
