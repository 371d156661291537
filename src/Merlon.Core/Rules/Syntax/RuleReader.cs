using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>
/// Reads one rule. Options, <c>-A CHAIN</c> among them, come in any order, may be shortened as long as they stay
/// unique, and may have their value attached, as getopt_long(3) has it.
/// </summary>
/// <remarks>Lists of addresses stand for one rule each, as with iptables.</remarks>
/// <param name="chains">The chains that are there so far; another name may still be that of a target.</param>
public sealed class RuleReader(IpFamily family, string table, ICollection<string> chains)
{
    readonly List<Loaded> _matches = [];
    readonly List<Negatable<AddressMask>> _sources = [];
    readonly List<Negatable<AddressMask>> _destinations = [];
    readonly List<(Word At, bool IsIn)> _interfaces = [];
    Loaded? _target;
    Rule _rule = new();
    bool _hasTarget;
    string? _protocolName;
    bool _isForOtherFamily;

    WordCursor _words = new([]);
    bool _isNegated;

    /// <summary>Where the rules go; null when no word says so.</summary>
    public Placement? Placement { get; private set; }

    /// <summary>The rules that the words say; none when they are for the other family (<c>-4</c>, <c>-6</c>).</summary>
    /// <returns>False when they make no sense; the faults then say why.</returns>
    public bool TryRead(List<Word> words, int line, out IReadOnlyList<Rule> rules, out IReadOnlyList<Fault> faults)
    {
        _words = new(words);
        var (misreads, read) = (new List<Misread>(), new List<Rule>());
        while (!_words.IsAtEnd && !_isForOtherFamily) Try(ReadNext);   // the rest makes no sense here
        if (misreads.Count == 0 && !_isForOtherFamily) Try(() => read = Finished(line));
        rules = read;
        faults = [.. misreads.Select(misread => misread.On(line))];
        return faults.Count == 0;

        void Try(Action step)
        {
            if (Misread.By(step) is not { } misread) return;

            misread = Slips.OfList(misread, words) ?? Slips.OfMark(misread, words) ?? misread;
            if (misreads.Count == 0 || IsOfValue(misread.At)) misreads.Add(misread);
            _isNegated = false;
            _words.GoToNextOption();
        }
    }

    // An option may only be unknown since what it belongs to was.
    static bool IsOfValue(Word word) => word.Text is not (['-' or '!', ..] or "");

    void ReadNext()
    {
        var word = _words.Take();
        if (word.Text is "--" && _words.IsAtEnd) return;   // the end of the options, as getopt(3) has it
        if (word.Text == "!")
        {
            if (_isNegated) throw new Misread(word, new("two '!' in a row", "one"));
            _isNegated = true;
            return;
        }

        if (word.Text.StartsWith("--", StringComparison.Ordinal) && word.Text.Length > 2) ReadLong(word);
        else if (word.Text is ['-', _, ..] and not "--") ReadOneHyphen(word);
        else
        {
            throw new Misread(word, Slips.OfOption(word.Text)
                ?? new($"'{word.Text}' stands here without an option", "an option, or nothing more"));
        }

        _isNegated = false;
    }

    IReadOnlyList<Loaded> AllLoaded => _target is null ? _matches : [.. _matches, _target];

    void ReadLong(Word word)
    {
        var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word.Text : word.Text[..equals];
        Word? attached = equals < 0 ? null : new(word.Text[(equals + 1)..], word.Column + equals + 1);
        var found = OptionNames.Find(name, word, AllLoaded)
            ?? (LoadProtocolMatch() ? OptionNames.Find(name, word, AllLoaded) : null)
            ?? throw new Misread(word,
                Slips.OfLooseOption(name, attached?.Text ?? _words.NextText ?? "")
                ?? OptionNames.Unknown(name, AllLoaded, family));
        if (found.Option is { } option) ReadOption(found.In!, option, found.Name, word, attached);
        else ReadBasic(BasicOptions.Letter(found.Name), word, attached);
    }

    // Of -dport, -d would have its value attached.
    void ReadOneHyphen(Word word)
    {
        try
        {
            ReadShort(word);
        }
        catch (Misread) when (Slips.OfHyphen(word.Text, family) is { } problem)
        {
            throw new Misread(word, problem);
        }
    }

    void ReadShort(Word word)
    {
        var letter = word.Text[1];
        if (!BasicOptions.IsKnown(letter))
        {
            throw new Misread(
                word, Slips.OfOption(word.Text) ?? new($"there is no option -{letter}", BasicOptions.Usage));
        }

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
        if (attached is { } value) attached = BasicOptions.Attached(letter, word, value, _words.Latest, family);

        switch (letter)
        {
            case 'A' or 'I':
                Once(word, Placement is null);
                ReadPlacement(letter, Value(word, attached));
                break;
            case 's':
                ReadAddresses(_sources, word, Value(word, attached));
                break;
            case 'd':
                ReadAddresses(_destinations, word, Value(word, attached));
                break;
            case 'i':
                Once(word, _rule.InInterface is null);
                _interfaces.Add((word, IsIn: true));
                _rule = _rule with { InInterface = ReadInterface(Value(word, attached)) };
                break;
            case 'o':
                Once(word, _rule.OutInterface is null);
                _interfaces.Add((word, IsIn: false));
                _rule = _rule with { OutInterface = ReadInterface(Value(word, attached)) };
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
                Once(word, _rule.Counters is null);
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
            case 'v':
                break;   // it makes iptables talk
            case 'M':
                Value(word, attached);   // a program of the host's, of no concern here
                break;
            default:
                throw new Misread(word, Slips.OfStatement(_words.FromLatest)
                    ?? new($"{word.Text} has no place in a rule", BasicOptions.Usage));
        }
    }

    void ReadPlacement(char letter, Word chain)
    {
        if (letter == 'A') Placement = new(chain, null);
        else if (!_words.HasValueNext) Placement = new(chain, (1, chain));
        else if (_words.Take() is var at && Numbers.TryRead(at.Text, 1, int.MaxValue, out var number))
            Placement = new(chain, ((int)number, at));
        else throw new Misread(at, new($"'{at.Text}' is no rule's number", "a number from 1"));
    }

    void ReadAddresses(List<Negatable<AddressMask>> addresses, Word word, Word value)
    {
        Once(word, addresses.Count == 0);
        var offset = 0;
        var texts = value.Text.Split(',');
        foreach (var text in texts)
        {
            if (!AddressSyntax.TryRead(text, family, out var address, out var problem))
            {
                problem = Slips.OfAddress(addresses == _sources ? "-s" : "-d", text, _isNegated, family) ?? problem;
                throw new Misread(value, problem with { Offset = problem.Offset + offset });
            }

            if (_isNegated && address.IsEverything) throw new Misread(value, new("no packet can match this", "no '!'"));

            addresses.Add(new(address, _isNegated));
            offset += text.Length + 1;
        }

        Negatable<AddressMask>[] all = [.. _sources, .. _destinations];
        if ((_sources.Count > 1 || _destinations.Count > 1) && all.Any(one => one.IsNegated))
            throw new Misread(value, new("'!' cannot stand beside a list of addresses", "a rule for each"));
    }

    Negatable<string> ReadInterface(Word value)
    {
        if (value.Text.Length == 0) throw new Misread(value, new("an interface without a name", "its name"));
        if (InterfaceName.Fits(value.Text)) return new(value.Text, _isNegated);
        throw new Misread(value, new(
            $"'{value.Text}' is too long for an interface", $"at most {InterfaceName.MaxLength} bytes"));
    }

    void ReadProtocol(Word value)
    {
        if (!ProtocolNames.TryReadOfRule(value.Text, out var protocol))
        {
            throw new Misread(value, Slips.OfProtocol(value.Text, _isNegated)
                ?? Nearest.Problem($"there is no protocol '{value.Text}'", value.Text, ProtocolNames.All));
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
            : _words.HasValueNext ? _words.Take().Text : "";
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
        var isTarget = value.Text is "ACCEPT" or "DROP" or "RETURN"
            || Catalogue.TargetNamed(value.Text, family) is not null;
        if (isTarget && !chains.Contains(value.Text))
            throw new Misread(word, new($"{value.Text} is a target, and -g goes to chains", $"-j {value.Text}"));
        _rule = _rule with { Target = new Target.Goto(ChainName(value)) };
    }

    // A chain must be there before it is spoken of.
    string ChainName(Word value) => chains.Contains(value.Text)
        ? value.Text
        : throw new Misread(value, TargetNames.Unknown(value.Text, table, chains, family));

    Loaded Load(Word value) => Catalogue.MatchNamed(value.Text, family) is { } extension
        ? new(extension, value)
        : throw new Misread(value, Nearest.Problem(
            $"there is no match '{value.Text}'", value.Text, Catalogue.MatchNames(family)));

    // iptables loads the match of the protocol when an option would otherwise be unknown.
    bool LoadProtocolMatch()
    {
        if (_protocolName is null || _rule.Protocol is not { } protocol) return false;
        var extension = Catalogue.MatchOf(protocol.Value, _protocolName, family);
        if (extension is null || _matches.Exists(loaded => loaded.Extension == extension)) return false;

        _matches.Add(new(extension, _words.Latest));
        return true;
    }

    void ReadOption(Loaded loaded, Option option, string name, Word word, Word? attached)
    {
        if (!option.MayRepeat && loaded.GivenLast.Any(given => given.Option == option))
            throw new Misread(word, new($"{option.Name} stands here a second time", "each option once"));
        if (_isNegated && !option.IsNegatable)
            throw new Misread(word, new($"'!' cannot stand before {option.Name}", "no '!'"));

        if (loaded.Extension.ProtocolComesFirst && _rule.Protocol is null)
        {
            throw new Misread(word, _protocolName is null
                ? new($"{option.Name} stands before the protocol", "-p before it")
                : new($"{option.Name} is for protocols that have ports", "-p tcp or -p udp before it"));
        }

        if (!option.Follows.IsEmpty && !loaded.Given.Exists(given => option.Follows.Contains(given.Option.Name)))
            throw new Misread(word, new($"{option.Name} stands too early", $"{option.Follows[0]} before it"));

        var words = WordsOf(option, name, word, attached);
        loaded.Given.Add(option.Read(words, _isNegated, family, out var problem)
            ?? throw new Misread(words is [] ? word : words[0], problem));
    }

    Word[] WordsOf(Option option, string name, Word word, Word? attached)
    {
        var shorthand = option.Shorthands.FirstOrDefault(shorthand => shorthand.Name == name);
        if (attached is not null && (shorthand.Name is not null || option.Words == 0))
            throw new Misread(word, new($"{name} takes no value", name));
        if (shorthand.Name is not null) return [.. shorthand.Words.Select(text => new Word(text, word.Column))];

        var words = new List<Word>();
        while (words.Count < option.Words)
        {
            if (attached is null && !_words.HasValueNext && words.Count >= option.FewestWords) break;
            words.Add(Value(word, words.Count == 0 ? attached : null));
        }

        return [.. words];
    }

    Word Value(Word word, Word? attached)
    {
        if (attached is { } value) return value;
        return !_words.IsAtEnd
            ? _words.Take()
            : throw new Misread(word, new($"nothing follows {word.Text}", "its value"));
    }

    static void Once(Word word, bool isFirst)
    {
        if (!isFirst) throw new Misread(word, new($"{word.Text} stands here a second time", "each option once"));
    }

    List<Rule> Finished(int line)
    {
        if (Placement is not { Chain.Text: var chain })
            throw new Misread(_words.First, new("this is no rule", "-A CHAIN and the rule"));

        foreach (var (at, isIn) in _interfaces)
        {
            if (ChainNames.ProblemOfInterface(chain, isIn) is { } problem) throw new Misread(at, problem);
        }

        if (_isNegated) throw new Misread(_words.Latest, new("'!' stands alone", "an option after it"));

        var rule = _rule with { Line = line };
        foreach (var loaded in AllLoaded) Finish(loaded, rule, chain);

        rule = rule with
        {
            Protocol = ProtocolNames.Compared(rule.Protocol),
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

    void Finish(Loaded loaded, Rule rule, string chain)
    {
        if (ExtensionChecks.FirstProblem(loaded.Extension, loaded.Given, rule, family, table, chain) is { } problem)
            throw new Misread(loaded.At, problem);
    }
}
