namespace Merlon.RootCause.Policies;

/// <summary>Where the columns of a policy's table stand; -1 where there is none.</summary>
sealed class PolicyColumns
{
    static readonly Dictionary<string, PolicyColumn> Known = new(
        from pair in new (PolicyColumn Column, string Names)[]
        {
            (PolicyColumn.Name,
                "ruleid rule id no number rulenumber rulename policyid order seq sequence priority index"),
            (PolicyColumn.Source,
                "source src sourceip srcip sourceaddress srcaddr from sourcenetwork sourcehost saddr sourceipaddress"
                + " sourceiprange fromip fromaddress"),
            (PolicyColumn.Destination,
                "destination dst dest destinationip destip dstip destinationaddress dstaddr to target destinationhost"
                + " daddr destinationipaddress destinationiprange toip toaddress"),
            (PolicyColumn.Protocol, "protocol proto ipprotocol transport"),
            (PolicyColumn.Ports,
                "portrange port ports service services application"
                + " destinationport destinationports dstport destport dport portsrange portservice toport"
                + " destports dports dportrange portno"),
            (PolicyColumn.SourcePorts, "sourceport sourceports srcport sport fromport"),
            (PolicyColumn.Action, "action verdict decision permission allowdeny effect policy"),
            (PolicyColumn.Comment, "comment comments description remark note notes reason name purpose"),
            (PolicyColumn.Enabled, "enabled active status state"),
        }
        from name in pair.Names.Split(' ')
        group pair.Column by name into named
        select KeyValuePair.Create(named.Key, named.First()));

    static readonly string[] Orders = ["priority", "order", "seq", "sequence"];

    readonly int _count;
    readonly int[] _places = new int[Enum.GetValues<PolicyColumn>().Length];

    PolicyColumns(int count)
    {
        _count = count;
        Array.Fill(_places, -1);
    }

    /// <returns>Null for a row that names no columns of a policy.</returns>
    public static PolicyColumns? Of(List<string> cells)
    {
        var columns = new PolicyColumns(cells.Count);
        var names = cells.ConvertAll(cell => string.Concat(cell.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant());

        // As in iptables' own listing, where the target is what is done.
        var isTargetDone = !names.Exists(name => Known.TryGetValue(name, out var known)
            && known is PolicyColumn.Action);
        foreach (var (place, name) in names.Index())
        {
            if (!Known.TryGetValue(name, out var column)) continue;
            if (isTargetDone && name is "target") column = PolicyColumn.Action;
            ref var known = ref columns._places[(int)column];
            if (known < 0) known = place;
            columns.IsOrdered |= column is PolicyColumn.Name && known == place && Orders.Contains(name);
        }

        var isOfPolicy = columns.Has(PolicyColumn.Action)
            && (columns.Has(PolicyColumn.Source) || columns.Has(PolicyColumn.Destination));
        return isOfPolicy ? columns : null;
    }

    /// <summary>Whether what names a rule says in which order rules are tried.</summary>
    public bool IsOrdered { get; private set; }

    /// <summary>Whether a row has a cell behind the last that is named.</summary>
    public bool HasMore(List<string> row) => row.Count > _count;

    public bool Has(PolicyColumn column) => _places[(int)column] >= 0;

    /// <summary>From 0; -1 for none.</summary>
    public int PlaceOf(PolicyColumn column) => _places[(int)column];

    /// <returns>Null where there is no such cell, or nothing in it.</returns>
    public string? Cell(List<string> row, PolicyColumn column)
    {
        var place = _places[(int)column];
        return place < 0 || place >= row.Count || row[place] is "" or "-" or "N/A" or "n/a" ? null : row[place];
    }
}

/// <summary>What a column of a policy's table says of a rule.</summary>
enum PolicyColumn
{
    Name,
    Source,
    Destination,
    Protocol,
    Ports,
    SourcePorts,
    Action,
    Comment,
    Enabled,
}
